import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pointsAt } from './nearest.js';

it('finds all points of a time among ascending ones, and none where there are none', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 60 }), fc.nat(20), (times, timeMs) => {
      const points = times.sort((a, b) => a - b).map((each) => ({ timeMs: each }));
      expect(pointsAt(points, timeMs)).toEqual(points.filter((point) => point.timeMs === timeMs));
    }),
  );
});
