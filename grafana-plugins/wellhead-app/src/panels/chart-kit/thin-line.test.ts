import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linearScale } from './scales.js';
import { linesWithoutGaps, thinned } from './thin-line.js';

const x = linearScale([0, 1_000], [0, 20]);
const lineOf = (values: readonly number[]) =>
  values.map((value, at) => ({ timeMs: (at * 1_000) / Math.max(1, values.length), value }));

it('begins another line at a reading without a value and after a gap', () => {
  const at = (timeMs: number, value: number | null) => ({ timeMs, value });
  const lines = linesWithoutGaps([at(0, 1), at(1, 2), at(2, null), at(3, 3), at(9, 4)], 2);
  expect(lines.map((line) => line.map(({ timeMs }) => timeMs))).toEqual([[0, 1], [3], [9]]);
});

it('keeps every spike, the ends, and the order, in at most four points a column', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 500 }), (values) => {
      const line = lineOf(values);
      const kept = thinned(line, x);
      expect(kept.length).toBeLessThanOrEqual(4 * 21);
      expect([kept[0], kept.at(-1)]).toEqual([line[0], line.at(-1)]);
      expect(kept).toEqual([...kept].sort((a, b) => a.timeMs - b.timeMs));
      const extremes = (points: readonly { value: number }[]) => [
        Math.min(...points.map(({ value }) => value)),
        Math.max(...points.map(({ value }) => value)),
      ];
      expect(extremes(kept)).toEqual(extremes(line));
    }),
  );
});

it('leaves a line alone that has fewer points than pixels', () => {
  const line = lineOf([5, 1, 9, 3]);
  expect(thinned(line, x)).toEqual(line);
});
