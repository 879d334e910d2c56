import type { Scale } from './scales.js';

export interface LinePoint {
  readonly timeMs: number;
  readonly value: number | null;
}
interface Reading {
  readonly timeMs: number;
  readonly value: number;
}

/** Points that are drawn as one line each: a point without a value, or more than `gapMs` since the one before, begins another. */
export function linesWithoutGaps(points: readonly LinePoint[], gapMs: number): readonly (readonly Reading[])[] {
  const lines: Reading[][] = [];
  let line: Reading[] | undefined;
  for (const { timeMs, value } of points) {
    const last = line?.at(-1);
    if (value === null) line = undefined;
    else if (line && last && timeMs - last.timeMs <= gapMs) line.push({ timeMs, value });
    else lines.push((line = [{ timeMs, value }]));
  }
  return lines;
}

/**
 * The points of a line that draw the same picture: of each column of pixels the first, the least, the most and the last, so that no spike is lost and
 * 50,000 points cost no more than the columns there are. Ascending in time, as they came.
 */
export function thinned(line: readonly Reading[], x: Scale): readonly Reading[] {
  const kept: Reading[] = [];
  let column = Number.NaN;
  let from = 0;
  const close = (to: number): void => {
    if (to - from <= 4) {
      for (let at = from; at < to; at++) kept.push(line[at] as Reading);
      return;
    }
    let [least, most] = [from, from];
    for (let at = from; at < to; at++) {
      if ((line[at] as Reading).value < (line[least] as Reading).value) least = at;
      if ((line[at] as Reading).value > (line[most] as Reading).value) most = at;
    }
    for (const at of new Set([from, Math.min(least, most), Math.max(least, most), to - 1]))
      kept.push(line[at] as Reading);
  };
  line.forEach(({ timeMs }, at) => {
    const here = Math.floor(x.at(timeMs));
    if (here === column) return;
    close(at);
    [column, from] = [here, at];
  });
  close(line.length);
  return kept;
}
