import { pointsAt } from '../chart-kit/nearest.js';
import type { BandPoint, SignalPicture, Vintage } from './picture-model.js';

/** What the chart says about one instant: under the pointer, or where the arrow keys are. Pure. */
export interface ReadingAt {
  readonly timeMs: number;
  readonly value: number | null | undefined;
  readonly median: number | null | undefined;
  readonly bands: readonly BandPoint[];
}

/** Every instant that has a reading or a forecast step, ascending, inside the domain. */
export function instantsOf(
  picture: SignalPicture,
  vintage: Vintage | undefined,
  [fromMs, toMs]: readonly [number, number],
): number[] {
  const all = new Set<number>();
  for (const { timeMs } of picture.history) all.add(timeMs);
  for (const { timeMs } of picture.anomalies) all.add(timeMs);
  for (const { timeMs } of vintage?.points ?? []) all.add(timeMs);
  return [...all].filter((timeMs) => timeMs >= fromMs && timeMs <= toMs).sort((a, b) => a - b);
}

export function readingAt(picture: SignalPicture, vintage: Vintage | undefined, timeMs: number): ReadingAt {
  const step = pointsAt(vintage?.points ?? [], timeMs)[0];
  return {
    timeMs,
    value: pointsAt(picture.history, timeMs)[0]?.value,
    median: step?.median,
    bands: step?.bands ?? [],
  };
}
