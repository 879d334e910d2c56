import type { LimitFrameMeta, TitlesFrameMeta } from '@wellhead/contracts';
import type { Count } from './statistics/counts.js';
import type { Reading } from './statistics/individuals.js';
import type { Subgroup } from './statistics/subgroups.js';
import { LARGEST_SUBGROUP } from './statistics/constants.js';

/** Frames → samples. Pure; knows nothing of Grafana but the shape of a frame. Times in ms. */

export interface SampleFrame {
  readonly name?: string | undefined;
  readonly meta?: { readonly custom?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly fields: readonly {
    readonly name: string;
    readonly type: string;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly values: ArrayLike<unknown>;
  }[];
}

/** One numeric column over time: what a chart is drawn of. */
export interface Samples {
  readonly key: string;
  readonly title: string;
  readonly readings: readonly Reading[];
  /** Beside each reading what its subgroup is called: the value of a column `subgroup`, else its time where several have the same. */
  readonly groups: readonly unknown[] | undefined;
  /** The second numeric column of the frame beside it: units inspected. */
  readonly sizes: readonly number[] | undefined;
  readonly limits: readonly LimitFrameMeta[];
  readonly fieldAt: { readonly frame: number; readonly field: number };
}

/** Every numeric column that has a time beside it; with `counted` only the first of each frame, its second being the sizes. */
export function samplesOf(frames: readonly SampleFrame[], counted: boolean): readonly Samples[] {
  return frames.flatMap((frame, frameAt) => {
    const time = frame.fields.find(({ type }) => type === 'time');
    const numbers = frame.fields.flatMap((field, at) =>
      field.type === 'number' && field.name !== 'subgroup' && field.labels?.quantile === undefined
        ? [{ field, at }]
        : [],
    );
    if (!time || numbers.length === 0) return [];
    const groups = frame.fields.find(({ name }) => name === 'subgroup');
    const sizes = counted ? numbers[1]?.field : undefined;
    const limits = (frame.meta?.custom?.limits ?? []) as readonly LimitFrameMeta[];
    return (counted ? numbers.slice(0, 1) : numbers).flatMap(({ field, at }): Samples[] => {
      const rows = Array.from(time.values, (timeMs, row) => ({ timeMs, row }))
        .filter(
          ({ timeMs, row }) =>
            finite(timeMs) && finite(field.values[row]) && (sizes === undefined || Number(sizes.values[row]) > 0),
        )
        .sort((a, b) => Number(a.timeMs) - Number(b.timeMs));
      if (rows.length === 0) return [];
      const titles = frame.meta?.custom?.titles as TitlesFrameMeta | undefined;
      const { asset, signal } = titles ?? field.labels ?? {};
      const together = new Set(rows.map(({ timeMs }) => timeMs)).size < rows.length;
      return [
        {
          key: `${frameAt} ${at}`,
          title: [signal ?? (frame.name || field.name), asset].filter(Boolean).join(' · '),
          readings: rows.map(({ timeMs, row }) => ({ timeMs: Number(timeMs), value: Number(field.values[row]) })),
          groups: groups
            ? rows.map(({ row }) => groups.values[row])
            : together
              ? rows.map(({ timeMs }) => timeMs)
              : undefined,
          sizes: sizes && rows.map(({ row }) => Number(sizes.values[row])),
          limits,
          fieldAt: { frame: frameAt, field: at },
        },
      ];
    });
  });
}

const finite = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

/**
 * Readings in subgroups: those of one name, else so many that follow each other; a rest that does not fill one is left out.
 * More readings of one name than a subgroup may have are split.
 */
export function subgroupsOf({ readings, groups }: Samples, size: number): readonly Subgroup[] {
  const found: { name: unknown; timeMs: number; values: number[] }[] = [];
  readings.forEach(({ timeMs, value }, at) => {
    const name = groups ? groups[at] : Math.floor(at / size);
    const last = found.at(-1);
    if (last && last.name === name && last.values.length < (groups ? LARGEST_SUBGROUP : size)) {
      last.values.push(value);
      last.timeMs = timeMs;
    } else found.push({ name, timeMs, values: [value] });
  });
  return groups ? found : found.filter(({ values }) => values.length === size);
}

/** Counts with the units behind them. Without a second column every count is of one unit, which a p chart cannot use. */
export const countsOf = ({ readings, sizes }: Samples): readonly Count[] =>
  readings.map(({ timeMs, value }, at) => ({ timeMs, count: value, size: sizes?.[at] ?? 1 }));
