import { describe, expect, it } from 'vitest';
import type { KnownInputs } from '../../domain/known-inputs.js';
import { describeModel } from '../model-conformance.js';
import { randomNumbers, weekly } from '../../../testing/made-series.js';
import { openRidge } from './ridge.js';

describeModel(openRidge);

const DAY = 86_400_000;
const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };

async function newest(values: Float64Array, inputs?: KnownInputs): Promise<number[]> {
  const model = openRidge();
  const [rolling] = await model.forecast({ shape, series: [values], addsUp: [false], inputs: [inputs] });
  await model.close();
  return Array.from(rolling?.values.slice(-7) ?? []);
}

describe('ridge regression', () => {
  it('knows the effect of a driver, and of what is planned for the days ahead', async () => {
    const next = randomNumbers(5);
    const steps = 60 * 7;
    const price = Float64Array.from({ length: steps + 7 }, () => 10 + 2 * next());
    const base = weekly(60, 1);
    const sales = base.map((value, step) => value - 6 * (price[step] as number));
    const known = await newest(sales, { cutoffMs: steps * DAY, stepMs: DAY * 30, drivers: [price] });
    const blind = await newest(sales);
    const errors = (forecast: readonly number[]): number =>
      forecast.reduce(
        (sum, value, step) =>
          sum + Math.abs(value - ((weekly(1)[step] as number) - 6 * (price[steps + step] as number))),
        0,
      ) / 7;
    expect(errors(known)).toBeLessThan(1.2);
    expect(errors(blind)).toBeGreaterThan(4);
  });

  it('knows the rest days around the turn of the year from the years before', async () => {
    const steps = 156 * 7;
    const cutoffMs = Date.UTC(2020, 11, 20);
    const dateOf = (step: number): Date => new Date(cutoffMs + (step - steps + 1) * DAY);
    const isChristmas = (date: Date): boolean => date.getUTCMonth() === 11 && date.getUTCDate() === 25;
    const values = weekly(156, 2).map((value, step) => (isChristmas(dateOf(step)) ? value - 60 : value));
    const forecast = await newest(values, { cutoffMs, stepMs: DAY, drivers: [] });
    const plain = await newest(values);
    // 25 December is the fifth day ahead. Two of them were seen, which weigh as much as the belief in no effect.
    expect(forecast[4] as number).toBeLessThan((plain[4] as number) - 20);
    expect(forecast[2] as number).toBeCloseTo(plain[2] as number, -0.5);
  });

  it('learns nothing from what came after an origin, however much the future changes', async () => {
    const model = openRidge();
    const next = randomNumbers(9);
    const driver = Float64Array.from({ length: 40 * 7 + 7 }, () => next());
    const values = weekly(40, 8).map((value, step) => value + 5 * (driver[step] as number));
    const inputs = [{ cutoffMs: 40 * 7 * DAY, stepMs: DAY, drivers: [driver] }];
    const cut = 30 * 7;
    const changed = values.map((value, step) => (step < cut ? value : 4 * value - 700));
    const rolling = async (series: Float64Array): Promise<Float64Array> => {
      const [one] = await model.forecast({ shape, series: [series], addsUp: [false], inputs });
      return one?.values ?? new Float64Array();
    };
    const before = await rolling(values);
    const after = await rolling(changed);
    const rows = 30 * 7;
    for (let at = 3 * 7; at < rows; at += 1)
      expect(Math.abs((after[at] as number) - (before[at] as number))).toBeLessThan(1e-3);
    // The test can fail: later rows do change.
    expect(Math.abs((after[rows + 7] as number) - (before[rows + 7] as number))).toBeGreaterThan(50);
    await model.close();
  });
});
