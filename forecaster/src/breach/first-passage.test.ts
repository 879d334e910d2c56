import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passageBy, peaksAt, probabilityAbove } from './first-passage.js';
import { originErrors } from './origin-errors.js';

/** A series of whole cycles of two steps whose forecast is always zero: the errors are the values. */
const zeroForecast = (values: Float64Array, horizonSteps = 2) =>
  originErrors(
    {
      cycles: values.length / 2,
      horizonSteps,
      values: new Float64Array((values.length / 2) * horizonSteps),
      firstOrigin: 0,
    },
    values,
    2,
  );
const alternating = (cycles: number, peak: number): Float64Array =>
  Float64Array.from({ length: 2 * cycles }, (_, step) => (step % 4 === 3 ? peak : 0));

describe('first passage', () => {
  it('counts the past error paths that cross the limit, at the step where each crosses first', () => {
    // Every second cycle ends with a peak of 5, in the second step of its path.
    const by = passageBy(zeroForecast(alternating(61, 5)), 4, 1, false);
    expect(by?.[0]).toBeCloseTo(0.5 / 61, 6);
    expect(by?.[1]).toBeCloseTo(30.5 / 61, 6);
  });

  it('looks the other way for low limits, and never below zero for what cannot be negative', () => {
    const falling = zeroForecast(alternating(61, -5));
    expect(passageBy(falling, -4, -1, false)?.[1]).toBeCloseTo(30.5 / 61, 6);
    expect(passageBy(falling, -4, -1, true)?.[1]).toBeCloseTo(0.5 / 61, 6);
  });

  it('says nothing with fewer than twenty past paths', () => {
    expect(passageBy(zeroForecast(alternating(20, 5)), 4, 1, false)).toBeUndefined();
    expect(peaksAt(zeroForecast(alternating(61, 5)), 10, 1, false)).toBeUndefined();
  });

  it('never falls over the horizon, and ends where the peaks of the same paths say', () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 100, maxLength: 100 }), value, (values, limit) => {
        const model = zeroForecast(Float64Array.from(values), 4);
        const by = passageBy(model, limit, 1, false);
        const peaks = peaksAt(model, 49, 1, false);
        expect(by).toBeDefined();
        by?.forEach((crossed, step) => expect(crossed).toBeGreaterThanOrEqual(by[step - 1] ?? 0));
        expect(by?.at(-1)).toBeCloseTo(probabilityAbove(peaks ?? new Float64Array(), limit), 12);
      }),
    );
  });

  it('uses no error of an origin before all of its horizon is known', () => {
    const calm = new Float64Array(100);
    const before = peaksAt(zeroForecast(calm, 4), 30, 1, false);
    // The outcome of origin 29 ends with step 63: it is known at origin 31, not at 30, whose last step is 61.
    const later = calm.slice();
    later.fill(9, 62);
    expect(peaksAt(zeroForecast(later, 4), 30, 1, false)).toEqual(before);
    expect(peaksAt(zeroForecast(later, 4), 31, 1, false)?.at(-1)).toBe(9);
  });

  it('bears missing readings', () => {
    const gappy = alternating(61, 5);
    gappy.fill(Number.NaN, 20, 26);
    const by = passageBy(zeroForecast(gappy), 4, 1, false);
    expect(by?.every(Number.isFinite)).toBe(true);
  });
});
