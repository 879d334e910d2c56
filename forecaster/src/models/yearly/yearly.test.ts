import { describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { randomNumbers } from '../../../testing/made-series.js';
import { openHoltWinters } from '../holt-winters/holt-winters.js';
import type { ForecastModel } from '../model.js';
import { openYearly } from './yearly.js';

describeModel(openYearly);

const DAY = 86_400_000;
const WEEKS = 156;
const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };
/** The window ends in the midst of December. */
const cutoffMs = Date.UTC(2022, 11, 18);
const dateOf = (step: number): Date => new Date(cutoffMs + (step - WEEKS * 7 + 1) * DAY);

/** Days from the busiest one of the year, the tenth of December. */
const fromBusiest = (date: Date): number =>
  (((date.getTime() - Date.UTC(2018, 11, 10)) / DAY + 182.6) % 365.25) - 182.6;

/** A shop that sells twice as much around the tenth of December and a fifth less on Sundays; noisy. */
function shop(seed: number): Float64Array {
  const next = randomNumbers(seed);
  return Float64Array.from({ length: WEEKS * 7 }, (_, step) => {
    const date = dateOf(step);
    const busy = 100 * Math.exp(-((fromBusiest(date) / 30) ** 2));
    return (date.getUTCDay() === 0 ? 80 : 100) + busy + 60 * next();
  });
}

/** Mean absolute error in the busy season, and mean error while it ends, of the last two years. */
async function inBusySeasons(model: ForecastModel, series: readonly Float64Array[]) {
  const known = { cutoffMs, stepMs: DAY, drivers: [] };
  const forecasts = await model.forecast({
    shape,
    series,
    addsUp: series.map(() => true),
    inputs: series.map(() => known),
  });
  const errors: number[] = [];
  const misses: number[] = [];
  forecasts.forEach(({ values }, at) => {
    for (let cycle = 52; cycle < WEEKS - 1; cycle += 1)
      for (let ahead = 0; ahead < 7; ahead += 1) {
        const step = (cycle + 1) * 7 + ahead;
        const days = fromBusiest(dateOf(step));
        if (Math.abs(days) > 60) continue;
        const miss = (series[at]?.[step] as number) - (values[cycle * 7 + ahead] as number);
        errors.push(Math.abs(miss));
        if (days > 0) misses.push(miss);
      }
  });
  await model.close();
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
  return { error: mean(errors), bias: mean(misses) };
}

describe('the course of the year', () => {
  it('tells of a busy season before it begins and of its end, which a smoothed level follows too late', async () => {
    const series = Array.from({ length: 6 }, (_, at) => shop(at + 1));
    const yearly = await inBusySeasons(openYearly(), series);
    const smoothed = await inBusySeasons(openHoltWinters(), series);
    expect(yearly.error).toBeLessThan(smoothed.error);
    expect(Math.abs(yearly.bias)).toBeLessThan(Math.abs(smoothed.bias) / 2);
  });

  it('knows nothing of what comes after an origin', async () => {
    const known = shop(1);
    const changed = known.map((value, step) => (step >= 120 * 7 ? value * 5 : value));
    const model = openYearly();
    const inputs = [{ cutoffMs, stepMs: DAY, drivers: [] }];
    const forecast = async (values: Float64Array) =>
      (
        await model.forecast({
          shape,
          series: [values],
          addsUp: [true],
          inputs,
        })
      )[0]?.values.slice(0, 120 * 7);
    const before = await forecast(known);
    (await forecast(changed))?.forEach((value, at) => expect(value).toBeCloseTo(before?.[at] ?? Number.NaN, 3));
    await model.close();
  });

  it('is asked for days of two and a half years and more alone', () => {
    const model = openYearly();
    const inputs = { cutoffMs, stepMs: DAY, drivers: [] };
    expect(model.suits(new Float64Array(130 * 7), shape, inputs)).toBe(true);
    expect(model.suits(new Float64Array(104 * 7), shape, inputs)).toBe(false);
    expect(model.suits(new Float64Array(130 * 7), shape)).toBe(false);
    expect(
      model.suits(new Float64Array(130 * 7), shape, {
        ...inputs,
        stepMs: DAY / 24,
      }),
    ).toBe(false);
    expect(model.refuses({ ...shape, cycleSteps: 24 })).toMatch(/no week/);
  });
});
