import { afterAll, describe, expect, it } from 'vitest';
import { hourlyDepartures } from '../../../testing/hourly-departures.js';
import { pointErrors } from '../../domain/accuracy.js';
import { openHoltWinters } from '../holt-winters/holt-winters.js';
import { describeModel } from '../model-conformance.js';
import { randomNumbers } from '../../../testing/made-series.js';
import { openSeasonalNaive } from '../seasonal-naive/seasonal-naive.js';
import { openDoubleSeasonality } from './double-seasonality.js';

describeModel(openDoubleSeasonality);

describe('forecasts with two seasons', () => {
  const shape = { seasonSteps: 24, cycleSteps: 24, horizonSteps: 48 };
  const model = openDoubleSeasonality();
  const single = openHoltWinters();
  afterAll(() => Promise.all([model.close(), single.close()]));
  const DAY = Array.from({ length: 24 }, (_, hour) => Math.max(0, Math.sin(((hour - 5) / 19) * Math.PI)));
  /** A day shape, less at weekends; `noise` beside it. */
  const hours = (days: number, noise = 0): Float64Array => {
    const next = randomNumbers(days + noise);
    return Float64Array.from({ length: days * 24 }, (_, step) => {
      const busy = Math.floor(step / 24) % 7 < 5 ? 100 : 40;
      return 20 + busy * (DAY[step % 24] as number) + noise * next();
    });
  };

  it('know the weekend before it comes', async () => {
    // The newest day is a Friday.
    const series = hours(84).slice(0, 82 * 24);
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    const expected = hours(84).slice(82 * 24);
    rolling?.values.slice(-48).forEach((value, step) => expect(value).toBeCloseTo(expected[step] as number, 0));
  });

  it('are nearer than those with one season, on hourly departures of an airport', async () => {
    const series = hourlyDepartures();
    const errors = await Promise.all(
      [model, single, openSeasonalNaive()].map(async (one) => {
        const [rolling] = await one.forecast({ shape, series: [series], addsUp: [false] });
        if (!rolling) throw new Error('one series, one forecast');
        return pointErrors(rolling, series, 24, 20).meanAbsolute;
      }),
    );
    const [double = 0, one = 0, naive = 0] = errors;
    expect(double).toBeLessThan(0.9 * one);
    expect(double).toBeLessThan(0.8 * naive);
  });

  it('are asked for where a week shows in hours, in a window long enough', () => {
    expect(model.suits(hourlyDepartures(), shape)).toBe(true);
    expect(model.suits(hours(84, 5), shape)).toBe(true);
    expect(model.suits(hours(70, 5), shape)).toBe(false);
    expect(model.suits(hours(84, 5), { ...shape, seasonSteps: 12, cycleSteps: 12 })).toBe(false);
    const noWeek = Float64Array.from({ length: 84 * 24 }, (_, step) => DAY[step % 24] as number);
    expect(model.suits(noWeek, shape)).toBe(false);
  });
});
