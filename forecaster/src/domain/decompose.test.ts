import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openHoltWinters } from '../models/holt-winters/holt-winters.js';
import { randomNumbers, weekly } from '../../testing/made-series.js';
import { decompose } from './decompose.js';
import type { RollingForecast } from './rolling.js';

const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };

describe('the decomposition of a history', () => {
  it('finds trend and season by the forecasts of a model, and leaves the noise', async () => {
    const model = openHoltWinters();
    const next = randomNumbers(5);
    const noise = Float64Array.from({ length: 7 * 60 }, () => 3 * next());
    const week = weekly(60);
    const values = week.map((value, day) => value + 0.5 * day + (noise[day] as number));
    const [rolling] = await model.forecast({ shape, series: [values], addsUp: [false] });
    await model.close();
    const made = decompose({ rolling: rolling as RollingForecast, actual: values, ...shape });
    const mean = week.reduce((sum, value) => sum + value, 0) / week.length;
    for (let day = 20 * 7; day < 60 * 7 - 7; day += 1) {
      expect(Math.abs((made?.trend[day] ?? 0) - (mean + 0.5 * day))).toBeLessThan(4);
      expect(Math.abs((made?.season[day] ?? 0) - ((week[day] as number) - mean))).toBeLessThan(5);
    }
    const unusual = values.slice();
    unusual[30 * 7] = 1_000;
    const noticed = decompose({ rolling: rolling as RollingForecast, actual: unusual, ...shape });
    expect(noticed?.remainder[30 * 7]).toBeGreaterThan(600);
  });

  it('adds up to the value at every step, and has a trend also where values are missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), {
          minLength: 70,
          maxLength: 70,
        }),
        (list) => {
          const actual = Float64Array.from(list);
          const rolling = { cycles: 10, horizonSteps: 7, firstOrigin: 1, values: actual.map((value) => value || 0) };
          const made = decompose({ rolling, actual, ...shape });
          actual.forEach((value, step) => {
            const [trend = Number.NaN, season = Number.NaN] = [made?.trend[step], made?.season[step]];
            expect(Number.isFinite(trend) && Number.isFinite(season)).toBe(true);
            if (Number.isNaN(value)) expect(made?.remainder[step]).toBeNaN();
            else expect(trend + season + (made?.remainder[step] ?? Number.NaN)).toBeCloseTo(value, 6);
          });
        },
      ),
    );
  });

  it('has no season where the signal has none, and is not made from forecasts shorter than a season', () => {
    const actual = Float64Array.from({ length: 70 }, (_, step) => step);
    const rolling: RollingForecast = { cycles: 10, horizonSteps: 5, firstOrigin: 1, values: new Float64Array(50) };
    const made = decompose({ rolling, actual, seasonSteps: 1, cycleSteps: 7 });
    expect(made?.season.every((value) => value === 0)).toBe(true);
    expect(made?.trend[35]).toBeCloseTo(35);
    expect(decompose({ rolling, actual, seasonSteps: 7, cycleSteps: 7 })).toBeUndefined();
  });
});
