import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { combine, combined } from './combination.js';
import type { RollingForecast } from './rolling.js';

const next = randomNumbers(5);
const actual = Float64Array.from({ length: 7 * 30 }, () => 50 + 10 * next());
/** What came, and an error of its own at each step. */
const near = (error: number): RollingForecast => ({
  cycles: 30,
  horizonSteps: 7,
  firstOrigin: 1,
  values: Float64Array.from({ length: 7 * 30 }, (_, at) => (actual[at + 7] ?? 50) + error),
});

describe('a combination', () => {
  it('leans on the forecast with the smaller past errors', () => {
    const { values } = combined([near(10), near(1)], actual, 7, { power: 2 });
    // 1/100 against 1/1 is a weight of 0.01 on the worse one.
    expect((values[28 * 7] as number) - (actual[29 * 7] as number)).toBeCloseTo(1.09, 1);
  });

  it('knows at each origin only the errors whose outcomes had come by then', () => {
    const before = combined([near(3), near(-2)], actual, 7, { power: 8 });
    const cutoff = 20;
    const changed = actual.map((value, step) => (step >= cutoff * 7 ? value + 1_000 * (step % 5) : value));
    const after = combined([near(3), near(-2)], changed, 7, { power: 8 });
    // Origin `cutoff − 1` is the end of that cycle: what comes at the cutoff is its future.
    expect(after.values.slice(0, cutoff * 7)).toEqual(before.values.slice(0, cutoff * 7));
    expect(after.values.slice(cutoff * 7)).not.toEqual(before.values.slice(cutoff * 7));
  });

  it('starts from what is believed of each forecast', () => {
    const { values } = combined([near(10), near(0)], actual, 7, { power: 4, priors: [1, 3] });
    expect((values[0] as number) - (actual[7] as number)).toBeGreaterThan(9);
  });

  it('needs two to combine', () => {
    expect(combine([{ model: 'a@1', rolling: near(1) }], actual, 7)).toBeUndefined();
    expect(combine([], actual, 7)).toBeUndefined();
  });

  it('of forecasts without an error weighs them alike', () => {
    const { values } = combined([near(0), near(0)], actual, 7, { power: 8 });
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values[70]).toBe(actual[77]);
  });
});
