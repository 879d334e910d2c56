import type { ModelScore } from '@wellhead/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byError, coverageOf } from './coverage.js';

it('tells promised and realised ratios, per cent or not, with what chance explains', () => {
  const [half, most] = coverageOf({
    coverage: { '80': { hit: 77, n: 100 }, '0.5': { hit: 52, n: 100 }, '95': { hit: 0, n: 0 } },
  });
  expect(half).toMatchObject({ promised: 0.5, realised: 0.52, count: 100 });
  expect([most?.low.toFixed(3), most?.high.toFixed(3)]).toEqual(['0.678', '0.842']);
});

it('an interval of chance always holds the ratio and stays between 0 and 1', () => {
  const counts = fc
    .integer({ min: 1, max: 10_000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([hit, n]) => {
      const [point] = coverageOf({ coverage: { '0.8': { hit, n } } });
      if (!point) throw new Error('no point');
      expect(point.low).toBeGreaterThanOrEqual(0);
      expect(point.low).toBeLessThanOrEqual(point.realised + 1e-12);
      expect(point.high).toBeGreaterThanOrEqual(point.realised - 1e-12);
      expect(point.high).toBeLessThanOrEqual(1);
    }),
  );
});

it('the model with the smallest error stands first, one without an error last', () => {
  const scores = [null, 0.9, 0.7].map((mase) => ({ mase }) as ModelScore);
  expect(byError(scores).map(({ mase }) => mase)).toEqual([0.7, 0.9, null]);
});
