import { afterAll, describe, expect, it } from 'vitest';
import { cycleStepsOf, MIN_CYCLES } from '../domain/cycles.js';
import type { RollingForecast } from '../domain/rolling.js';
import { HOSTILE, WEEK, weekly } from '../../testing/made-series.js';
import type { BatchShape, ForecastModel } from './model.js';

/**
 * Whether a model follows a season: to the digit; as a trained network has learnt it, to a tenth of the range of the season; or not at all, which promises to
 * stay within the values of the season.
 */
type Season = 'followed' | 'learnt' | 'ignored';

export interface ModelPromises {
  readonly season?: Season;
  /** Made for series of this shape alone, which it must say of others. Default: shapes of any kind. */
  readonly madeFor?: BatchShape;
}

/** Weeks of days, ten days ahead: the shape that every model is tried on. */
export const DAILY: BatchShape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 10 };
const DAY_MS = 86_400_000;
/** When the newest value of every series is: some models are asked of series alone whose place in time is known. */
export const KNOWN_IN_TIME = { cutoffMs: 20_000 * DAY_MS, stepMs: DAY_MS, drivers: [] } as const;

const shapeOf = (seasonSteps: number, horizonSteps: number): BatchShape => ({
  seasonSteps,
  cycleSteps: cycleStepsOf(seasonSteps),
  horizonSteps,
});
const SHAPES: readonly (readonly [string, BatchShape])[] = [
  ['months, two years ahead', shapeOf(12, 24)],
  ['quarters of an hour', shapeOf(96, 96)],
  ['hours of a week', shapeOf(168, 48)],
  ['days, one ahead', shapeOf(7, 1)],
  ['days, farther ahead than the history goes back', shapeOf(7, 40)],
  ['no season, one step ahead', shapeOf(1, 1)],
];

/** What every model of the zoo promises, whatever it is made of. `open` makes the model; the tests are named after it. */
export function describeModel(open: () => ForecastModel, { season = 'followed', madeFor }: ModelPromises = {}): void {
  const model = open();
  afterAll(() => model.close());

  const daily = DAILY;
  const forecast = (
    series: readonly Float64Array[],
    shape: BatchShape = daily,
    addsUp = series.map(() => false),
  ): Promise<readonly RollingForecast[]> =>
    model.forecast({
      shape,
      series,
      addsUp,
      inputs: series.map(() => (shape === daily ? KNOWN_IN_TIME : undefined)),
    });
  const one = async (series: Float64Array, shape: BatchShape = daily): Promise<RollingForecast> => {
    const [result] = await forecast([series], shape);
    if (!result) throw new Error('one series, one forecast');
    return result;
  };
  const newest = (rolling: RollingForecast): number[] => Array.from(rolling.values.slice(-rolling.horizonSteps));

  const expectSeason = (values: readonly number[], expected: readonly number[], digits: number): void => {
    const [lowest, highest] = [Math.min(...expected), Math.max(...expected)];
    values.forEach((value, step) => {
      if (season === 'followed') expect(value).toBeCloseTo(expected[step] as number, digits);
      else if (season === 'learnt')
        expect(Math.abs(value - (expected[step] as number))).toBeLessThan(0.1 * (highest - lowest));
      else {
        // float32 around a level that is not taken off first.
        const rounding = 1e-6 * highest;
        expect(value).toBeGreaterThanOrEqual(lowest - rounding);
        expect(value).toBeLessThanOrEqual(highest + rounding);
      }
    });
  };

  // Sessions are made within the tests: a busy machine takes its time.
  describe(`${model.name} as a model of the zoo`, { timeout: 60_000 }, () => {
    it('gives a row for each cycle and a column for each step, one result a series', async () => {
      const results = await forecast([weekly(20), weekly(20, 5)]);
      expect(results).toHaveLength(2);
      for (const { cycles, horizonSteps, values, firstOrigin } of results) {
        expect({ cycles, horizonSteps, length: values.length }).toEqual({ cycles: 20, horizonSteps: 10, length: 200 });
        expect(firstOrigin).toBeGreaterThanOrEqual(0);
        expect(firstOrigin).toBeLessThan(cycles - 1);
      }
    });

    it('repeats a series that repeats itself, season after season', async () => {
      const series = weekly(30);
      const expected = Array.from({ length: 10 }, (_, step) => series[step % 7] as number);
      expectSeason(newest(await one(series)), expected, 2);
    });

    it('gives a constant back as it is', async () => {
      expect(newest(await one(new Float64Array(70).fill(42)))).toEqual(new Array(10).fill(42));
    });

    it('gives zeros back as zeros', async () => {
      expect(newest(await one(new Float64Array(70)))).toEqual(new Array(10).fill(0));
    });

    it.each([1e-9, 1e12])('keeps its shape at a scale of %d', async (scale) => {
      const base = newest(await one(weekly(30, 1)));
      const scaled = newest(await one(weekly(30, 1).map((value) => value * scale)));
      scaled.forEach((value, step) => expect(value / scale).toBeCloseTo(base[step] as number, 2));
    });

    it('keeps a small season on a huge level', async () => {
      const series = weekly(30).map((value) => 1e9 + value);
      expectSeason(
        newest(await one(series)),
        Array.from({ length: 10 }, (_, step) => 1e9 + (WEEK[step % 7] as number)),
        1,
      );
    });

    it('takes missing values, also at the start, at the end and for whole seasons', async () => {
      const series = weekly(30);
      for (const [from, to] of [
        [0, 9],
        [40, 41],
        [77, 105],
        [200, 210],
      ] as const)
        series.fill(Number.NaN, from, to);
      expectSeason(
        newest(await one(series)),
        Array.from({ length: 10 }, (_, step) => WEEK[step % 7] as number),
        0,
      );
    });

    it('is not thrown off by a trend', async () => {
      const series = weekly(30).map((value, step) => value + 2 * step);
      const expected = Array.from({ length: 10 }, (_, step) => (WEEK[step % 7] as number) + 2 * (210 + step));
      const missed = (values: readonly number[]): number =>
        values.reduce((sum, value, step) => sum + Math.abs(value - (expected[step] as number)), 0);
      const found = newest(await one(series));
      const asAWeekAgo = Array.from({ length: 10 }, (_, step) => series[203 + (step % 7)] as number);
      if (season !== 'ignored') expect(missed(found)).toBeLessThanOrEqual(missed(asAWeekAgo) + 1e-6);
      else found.forEach((value) => expect(value).toBeLessThanOrEqual(1.1 * Math.max(...expected)));
      found.forEach((value) => expect(value).toBeGreaterThan(Math.min(...series)));
    });

    it('never gives a number that is none, whatever it is given', async () => {
      const spiky = weekly(20);
      spiky[50] = 1e15;
      const nearlyEmpty = new Float64Array(140).fill(Number.NaN);
      nearlyEmpty[139] = 3;
      const empty = new Float64Array(140).fill(Number.NaN);
      const steps = weekly(20).map((value, step) => (step < 70 ? value : value * 1e6));
      for (const { values } of await forecast([spiky, nearlyEmpty, empty, steps]))
        expect(values.every(Number.isFinite)).toBe(true);
    });

    it.each(Object.entries(HOSTILE))(
      'gives finite numbers for %s, and the same to the others in its batch',
      async (_, values) => {
        const [hostile, mine] = [Float64Array.from({ length: 140 }, (_, step) => values(step)), weekly(20, 3)];
        for (const addsUp of [false, true]) {
          const both = await forecast([hostile, mine], daily, [addsUp, addsUp]);
          for (const { values: made } of both) expect(made.every(Number.isFinite)).toBe(true);
          const [alone] = await forecast([mine], daily, [addsUp]);
          alone?.values.forEach((value, at) => expect(both[1]?.values[at]).toBeCloseTo(value, 3));
        }
      },
    );

    it.each(SHAPES)('takes %s, also with gaps, or says why not', async (_, shape) => {
      const why = model.refuses(shape);
      if (why !== undefined) {
        expect(why).toMatch(/\d+/);
        return;
      }
      const length = MIN_CYCLES * shape.cycleSteps;
      const season = (step: number): number => 10 + Math.sin((step / shape.seasonSteps) * 2 * Math.PI);
      const series = [
        Float64Array.from({ length }, (_, step) => season(step)),
        Float64Array.from({ length }, (_, step) =>
          step < length / 3 || step > length - 4 ? Number.NaN : season(step),
        ),
        new Float64Array(length).fill(Number.NaN),
      ];
      for (const { values, cycles, horizonSteps } of await forecast(series, shape)) {
        expect({ cycles, horizonSteps }).toEqual({ cycles: MIN_CYCLES, horizonSteps: shape.horizonSteps });
        expect(values).toHaveLength(cycles * horizonSteps);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    });

    it('says of series that are too short, or of unequal length, what it expected', async () => {
      for (const length of [1, 2, 8, 27])
        await expect(forecast([new Float64Array(length)])).rejects.toThrow(
          new RegExp(`${length} steps.*whole cycles of 7 steps, at least ${MIN_CYCLES}`),
        );
      await expect(forecast([weekly(20), weekly(19)])).rejects.toThrow(/series 1 .* 133 steps.*equal length/);
    });

    it('forecasts a series alone as in company', async () => {
      const mine = weekly(20, 3);
      const [together] = (await forecast([weekly(20, 8), mine, weekly(20).fill(Number.NaN, 0, 60)])).slice(1);
      const alone = await one(mine);
      // To the sixth digit: sums in float32 depend on how a batch is cut.
      alone.values.forEach((value, at) => expect(together?.values[at]).toBeCloseTo(value, 3));
    });

    it('does not look ahead: past rows stay when the future changes and the parameters do', async () => {
      const series = weekly(20, 4);
      const { values: before } = await one(series);
      const { values: after } = await one(series.map((value, step) => (step >= 133 ? value + 0.01 : value)));
      const rows = 18 * daily.horizonSteps;
      after
        .slice(4 * daily.horizonSteps, rows)
        .forEach((value, at) => expect(value).toBeCloseTo(before[at + 4 * daily.horizonSteps] as number, 1));
    });

    it('takes the shortest window', async () => {
      const { values } = await one(weekly(MIN_CYCLES, 2));
      expect(values).toHaveLength(MIN_CYCLES * daily.horizonSteps);
      expect(values.every(Number.isFinite)).toBe(true);
    });

    if (madeFor)
      it('says of a shape that it was not made for why it cannot take it', () => {
        expect(model.refuses(madeFor)).toBeUndefined();
        expect(model.refuses({ seasonSteps: 24, cycleSteps: 24, horizonSteps: 48 })).toMatch(/season of 7/);
      });
    else
      it('takes hourly series with a season of a day, and series without a season', async () => {
        const hourly: BatchShape = { seasonSteps: 24, cycleSteps: 24, horizonSteps: 48 };
        const day = (step: number): number => 10 + 5 * Math.sin((step / 24) * 2 * Math.PI);
        const days = Float64Array.from({ length: 24 * 20 }, (_, step) => day(step));
        expectSeason(
          newest(await one(days, hourly)),
          Array.from({ length: 48 }, (_, step) => day(step)),
          1,
        );
        const flat: BatchShape = { seasonSteps: 1, cycleSteps: cycleStepsOf(1), horizonSteps: 5 };
        newest(await one(new Float64Array(70).fill(7), flat)).forEach((value) => expect(value).toBeCloseTo(7, 3));
      });

    it('gives an empty batch back as no results', async () => {
      expect(await forecast([])).toEqual([]);
    });
  });
}
