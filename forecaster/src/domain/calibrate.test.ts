import { QUANTILES } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { adaptLevels, residualAt, residualsAt } from './adaptive-level.js';
import { calibrate, type CalibrationInput } from './calibrate.js';
import { pushInto, sortedWindow, type SortedWindow } from './sorted-window.js';

/** A forecast of 0 for a series of noise, so that residuals are the series. */
function noise(cycles: number, draw: () => number, more: Partial<CalibrationInput> = {}): CalibrationInput {
  const cycleSteps = 7;
  const horizonSteps = 7;
  return {
    rolling: { cycles, horizonSteps, firstOrigin: 0, values: new Float64Array(cycles * horizonSteps) },
    actual: Float64Array.from({ length: cycles * cycleSteps }, draw),
    cycleSteps,
    nonNegative: false,
    ...more,
  };
}
const at = (quantile: (typeof QUANTILES)[number]): number => QUANTILES.indexOf(quantile);

describe('intervals', () => {
  it('hold what comes as often as they say, over many series', () => {
    const next = randomNumbers(1);
    const hits: Record<string, number> = { '0.5': 0, '0.8': 0, '0.95': 0 };
    let n = 0;
    for (let series = 0; series < 40; series += 1) {
      const intervals = calibrate(noise(160, () => next() + next() + next()));
      expect(intervals?.calibrated).toBe(true);
      for (const [level, { hit, n: judged }] of Object.entries(intervals?.coverage ?? {})) {
        hits[level] = (hits[level] ?? 0) + hit;
        if (level === '0.8') n += judged;
      }
    }
    expect(n).toBeGreaterThan(20_000);
    for (const [level, hit] of Object.entries(hits)) expect(Math.abs(hit / n - Number(level))).toBeLessThan(0.015);
  });

  it('are as lopsided as the errors are', () => {
    const next = randomNumbers(2);
    const intervals = calibrate(noise(160, () => -Math.log((next() + 1) / 2 + 1e-9)));
    for (let step = 0; step < 7; step += 1) {
      const [low, median, high] = [0.1, 0.5, 0.9].map((level) => intervals?.quantiles[at(level as 0.1)]?.[step] ?? 0);
      expect(high! - median!).toBeGreaterThan(median! - low!);
    }
  });

  it('never cross and, where nothing can be negative, never go below zero', () => {
    const next = randomNumbers(3);
    const intervals = calibrate(noise(120, () => (next() < 0.6 ? 0 : next() * 100 + 100), { nonNegative: true }));
    for (let step = 0; step < 7; step += 1) {
      const values = intervals?.quantiles.map((quantile) => quantile[step] as number) ?? [];
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values[0]).toBeGreaterThanOrEqual(0);
    }
  });

  it('follow errors that double within three years, and nearly keep their promise meanwhile', () => {
    const next = randomNumbers(4);
    let drawn = 0;
    const coverage = Array.from({ length: 30 }, () => {
      drawn = 0;
      const growing = (): number => (next() + next()) * (1 + (drawn += 1) / 1_000);
      return calibrate(noise(156, growing))?.coverage['0.8'] ?? { hit: 0, n: 1 };
    });
    const rate = coverage.reduce((sum, { hit }) => sum + hit, 0) / coverage.reduce((sum, { n }) => sum + n, 0);
    expect(rate).toBeGreaterThan(0.74);
  });

  it('pool the horizons and say so when fewer than 60 origins stand behind them', () => {
    const intervals = calibrate(noise(30, randomNumbers(5)));
    expect(intervals).toMatchObject({ calibrated: false, origins: 29 });
    // Of one kind over the horizon, but for how errors grow with it: not at all here.
    const widths = intervals?.quantiles[at(0.9)] ?? new Float64Array();
    expect(Math.max(...widths) / Math.min(...widths)).toBeLessThan(1.2);
    expect(calibrate(noise(61, randomNumbers(5)))).toMatchObject({ calibrated: true, origins: 60 });
  });

  it('grow with the horizon where errors do, also from few origins', () => {
    const next = randomNumbers(7);
    const input = noise(25, () => 0);
    input.actual.forEach((_, step) => (input.actual[step] = next() * ((step % 7) + 1)));
    const highest = calibrate(input)?.quantiles[at(0.9)] ?? new Float64Array();
    expect(highest[6]).toBeGreaterThan(3 * (highest[0] as number));
  });

  it('are wider than their residuals where a handful of origins made them', () => {
    const next = randomNumbers(8);
    const few = calibrate(noise(5, next))?.quantiles[at(0.975)]?.[0] ?? 0;
    // Uniform between -1 and 1: nothing was ever beyond.
    expect(few).toBeGreaterThan(1.2);
  });

  it('count zeros apart: as many quantiles are zero as zeros come, and the others are not drawn down by them', () => {
    const next = randomNumbers(9);
    const intervals = calibrate(noise(160, () => (next() < 0.4 ? 0 : 100 + next()), { nonNegative: true }));
    for (let step = 0; step < 7; step += 1) {
      // Seven of ten outcomes are zero; levels adapt by up to 0.1.
      for (const level of [0.025, 0.1, 0.25, 0.5] as const) expect(intervals?.quantiles[at(level)]?.[step]).toBe(0);
      for (const level of [0.9, 0.975] as const) expect(intervals?.quantiles[at(level)]?.[step]).toBeGreaterThan(98.9);
    }
  });

  it('ask for the smallest error, never for zero, where surprises from below have drawn the outermost level down', () => {
    let drawn = 0;
    const intervals = calibrate(noise(120, () => 1_000 - (drawn += 1) / 10));
    for (let step = 0; step < 7; step += 1) {
      const least = intervals?.quantiles[0]?.[step];
      expect(least).toBeGreaterThan(900);
      expect(least).toBeLessThanOrEqual(intervals?.quantiles[1]?.[step] as number);
    }
  });

  it('learn from a sliding window of 104 origins, not from older ones', () => {
    const old = noise(250, () => 1);
    old.actual.fill(1_000, 0, 100 * 7);
    expect(calibrate(old)).toMatchObject({ origins: 104 });
    expect(calibrate(old)?.quantiles[at(0.975)]?.[0]).toBe(1);
  });

  it('use only outcomes that were known: the newest residual of a step beyond the cycle is older', () => {
    const input = noise(100, randomNumbers(6));
    const changed = { ...input, actual: input.actual.slice() };
    // The last cycle is the outcome of forecasts from the origin before it, and of no earlier issued interval.
    changed.actual.fill(1e6, 99 * 7);
    const before = calibrate(input);
    const after = calibrate(changed);
    expect(after?.coverage['0.8']?.n).toBe(before?.coverage['0.8']?.n);
    expect((before?.coverage['0.8']?.hit ?? 0) - (after?.coverage['0.8']?.hit ?? 0)).toBeLessThanOrEqual(7);
  });

  it('are not made when no forecast ever met its outcome', () => {
    expect(calibrate(noise(10, () => Number.NaN))).toBeUndefined();
  });
});

describe('the residual at a level', () => {
  const filled = (values: Iterable<number>): SortedWindow => {
    const window = sortedWindow(104);
    for (const value of values) pushInto(window, Float64Array.of(value), 0);
    return window;
  };
  const hundredAndFour = filled(Array.from({ length: 104 }, (_, place) => 104 - place));

  it('is taken by the rank that keeps the promise for the next one', () => {
    expect(residualAt(hundredAndFour, 0.975)).toBe(103);
    expect(residualAt(hundredAndFour, 0.025)).toBe(2);
    expect(residualAt(hundredAndFour, 0.5)).toBe(52.5);
  });

  it('is the outermost one when there are too few', () => {
    expect(residualAt(filled([3, 4]), 0.975)).toBe(4);
    expect(residualAt(filled([3, 4]), 0.025)).toBe(3);
  });
});

describe('adaptive levels', () => {
  const nominal = Float64Array.from(QUANTILES);
  /** Levels after one outcome, each quantile issued as that number. */
  const after = (quantile: number, came: number, zeros = 0, levels = nominal.slice()): Float64Array => {
    adaptLevels(
      levels,
      nominal.map(() => quantile),
      0,
      Float64Array.of(came),
      0,
      zeros,
    );
    return levels;
  };

  it('rise after an outcome above the quantile and fall after one at or below it, by 0.02 of the surprise', () => {
    expect(after(10, 11)[at(0.9)]).toBeCloseTo(0.918);
    expect(after(10, 9)[at(0.9)]).toBeCloseTo(0.898);
    expect(after(10, 10)[at(0.9)]).toBeCloseTo(0.898);
  });

  it('fall by a share of it after a zero on a quantile of zero, by all of it after one below', () => {
    expect(after(0, 0, 0.5)[at(0.25)]).toBeCloseTo(0.25 + 0.02 * (0.25 - 0.25 / 0.5));
    expect(after(1, 0, 0.5)[at(0.25)]).toBeCloseTo(0.25 - 0.02 * 0.75);
  });

  it('stay near their nominal values', () => {
    const levels = nominal.slice();
    for (let outcome = 0; outcome < 100; outcome += 1) after(1, 0, 0, levels);
    expect(levels[at(0.25)]).toBeCloseTo(0.15);
    expect(levels[at(0.025)]).toBe(0);
  });
});

describe('residuals at adapted levels', () => {
  it('are those at each level, also where a share of the outcomes is zero and has none', () => {
    const residuals = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 104 });
    const near = (level: number): fc.Arbitrary<number> =>
      fc.double({ min: Math.max(0, level - 0.1), max: Math.min(1, level + 0.1), noNaN: true });
    const levels = fc.tuple(...QUANTILES.map((level) => fc.oneof(near(level), fc.constant(level))));
    const zeros = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(residuals, levels, zeros, (values, asked, zero) => {
        const window = { sorted: Float64Array.from(values).sort(), size: values.length };
        const found = new Float64Array(asked.length);
        residualsAt(window, Float64Array.from(asked), zero, found);
        asked.forEach((level, place) => {
          if (level >= zero) expect(found[place]).toBe(residualAt(window, (level - zero) / (1 - zero), level));
        });
      }),
    );
  });
});

describe('a sorted window', () => {
  it('keeps the newest numbers in order, equal ones too', () => {
    const capacity = fc.integer({ min: 1, max: 12 });
    // Few different numbers, so that many are equal.
    const stream = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(capacity, stream, (capacity, values) => {
        const window = sortedWindow(capacity);
        values.forEach((_, place) => pushInto(window, Float64Array.from(values), place));
        const newest = values.slice(-capacity).sort((a, b) => a - b);
        expect([...window.sorted.subarray(0, window.size)]).toEqual(newest);
      }),
    );
  });
});
