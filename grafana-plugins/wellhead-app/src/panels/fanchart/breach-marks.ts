import type { LimitKind } from '@wellhead/contracts';
import { breachText, percent, type Words } from './chart-words.js';
import type { Plot } from '../chart-kit/plot.js';
import type { Vintage } from './picture-model.js';
import type { Scale } from '../chart-kit/scales.js';

/** When a limit is expected to be crossed first, as it is drawn on its line: from P10 to P90 with a mark at P50. */
export interface BreachMark {
  readonly limit: LimitKind;
  readonly y: number;
  readonly fromX: number;
  readonly toX: number;
  /** P90 lies beyond the horizon: the bar has no end. */
  readonly open: boolean;
  /** Undefined: less likely than not within the horizon. */
  readonly middleX: number | undefined;
  /** Beside the mark. */
  readonly label: string;
  /** In full, for tooltip and screen reader. */
  readonly text: string;
}

/** Marks of the breaches that are expected within the horizon with a probability of at least 0.1 and may be shown. Pure. */
export function breachMarksOf(
  vintage: Vintage | undefined,
  { x, y, plot, words }: { readonly x: Scale; readonly y: Scale; readonly plot: Plot; readonly words: Words },
): readonly BreachMark[] {
  const endMs = vintage?.points.at(-1)?.timeMs;
  return (vintage?.breaches ?? []).flatMap((breach): BreachMark[] => {
    if (!breach.shown || breach.p10Ms === null || endMs === undefined) return [];
    const fromX = x.at(breach.p10Ms);
    const toX = x.at(breach.p90Ms ?? endMs);
    if (toX < plot.left || fromX > plot.left + plot.width) return [];
    return [
      {
        limit: breach.limit,
        y: y.at(breach.limitValue),
        fromX,
        toX,
        open: breach.p90Ms === null,
        middleX: breach.p50Ms === null ? undefined : x.at(breach.p50Ms),
        label: `${percent(breach.probability)}${breach.p50Ms === null ? '' : `, ${words.time(breach.p50Ms)}`}`,
        text: breachText(breach, words),
      },
    ];
  });
}
