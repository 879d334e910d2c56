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

/** Index of the instant nearest to a time; -1 when there is none. */
export function nearestIndex(instants: readonly number[], timeMs: number): number {
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  const before = instants[low - 1];
  const at = instants[low];
  if (at === undefined) return -1;
  return before !== undefined && timeMs - before < at - timeMs ? low - 1 : low;
}

export function readingAt(picture: SignalPicture, vintage: Vintage | undefined, timeMs: number): ReadingAt {
  const step = vintage?.points.find((point) => point.timeMs === timeMs);
  return {
    timeMs,
    value: picture.history.find((point) => point.timeMs === timeMs)?.value,
    median: step?.median,
    bands: step?.bands ?? [],
  };
}
