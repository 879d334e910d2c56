import { afterAll, describe, expect, it } from 'vitest';
import { BASELINE, BOTTOM_UP, RECONCILED } from '../domain/champion.js';
import { openLocalModels } from '../models/local-models.js';
import { randomNumbers, weekly } from '../../testing/made-series.js';
import type { ForecastModel } from '../models/model.js';
import { forecastBatch, type BatchSeries, type SeriesForecast, type SeriesOutcome } from './forecast-batch.js';

const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };
const models = openLocalModels();
afterAll(() => Promise.all(models.map((model) => model.close())));

const series = (values: Float64Array, more: Partial<BatchSeries> = {}): BatchSeries => ({
  values,
  nonNegative: false,
  addsUp: false,
  leaves: [],
  ...more,
});
const championOf = (outcome: SeriesOutcome | undefined): SeriesForecast => {
  if (outcome?.kind !== 'forecast') throw new Error(`no forecast: ${outcome?.reason ?? 'nothing'}`);
  return outcome.champion;
};
const added = (parts: readonly Float64Array[]): Float64Array =>
  (parts[0] ?? new Float64Array()).map((_, step) => parts.reduce((sum, part) => sum + (part[step] as number), 0));

describe('a batch', () => {
  it('publishes what beats the baseline, else the baseline under its own name', async () => {
    const randomWalk = new Float64Array(7 * 70);
    const next = randomNumbers(21);
    // Each season repeats the last one but for a step of all its days: nothing beats “as last week”.
    for (let step = 0, shift = 0; step < randomWalk.length; step += 1) {
      if (step % 7 === 0) shift = next() * 1e-9;
      randomWalk[step] = step < 7 ? next() * 100 : (randomWalk[step - 7] as number) + shift;
    }
    const outcomes = await forecastBatch({ shape, series: [series(weekly(70, 30)), series(randomWalk)] }, models);
    expect(championOf(outcomes[0]).model).not.toBe(BASELINE);
    expect(championOf(outcomes[1]).model).toBe(BASELINE);
    for (const outcome of outcomes) {
      const scored = outcome.kind === 'forecast' ? outcome.scores.map(({ model }) => model) : [];
      expect(scored).toContain(BASELINE);
      expect(scored).toEqual(expect.arrayContaining(['holt-winters@2', 'ridge@1']));
    }
  });

  it('leaves what it gave as it is while the next one is made', async () => {
    const asked = (noise: number): BatchSeries =>
      series(weekly(110, noise), { decomposed: true, limits: [{ kind: 'high', value: 60 }], showModels: ['ridge'] });
    const outcomes = await forecastBatch({ shape, series: [asked(30), asked(2)] }, models);
    const given = structuredClone(outcomes);
    const [first] = given;
    if (first?.kind !== 'forecast') throw new Error('no forecast');
    expect([first.shown.length, first.watches.length, first.decomposition?.trend.length]).toEqual([1, 1, 52 * 7]);
    await forecastBatch({ shape, series: [asked(50), asked(80)] }, models);
    expect(outcomes).toEqual(given);
  });

  it('reconciles where sums know what their parts do not, and the parts still add up to the last digits', async () => {
    const noise = randomNumbers(23);
    // A swing from week to week that all parts share.
    const swing = (step: number): number => 10 * Math.sin(1.7 * Math.floor(step / 7));
    const parts = Array.from({ length: 4 }, () =>
      Float64Array.from({ length: 84 * 7 }, (_, step) => 100 + swing(step) + 4 * noise()),
    );
    const knowsSums: ForecastModel = {
      name: 'knows-sums@1',
      refuses: () => undefined,
      suits: () => true,
      forecast: ({ series: asked }) =>
        Promise.resolve(
          asked.map((values) => {
            const size = Math.round((values[0] as number) / 100);
            const known = size > 1 ? size : 0;
            const path = Float64Array.from(values, (_, step) => size * 100 + known * swing(step + 7));
            return { cycles: 84, horizonSteps: 7, firstOrigin: 1, values: path };
          }),
        ),
      close: () => Promise.resolve(),
    };
    const outcomes = await forecastBatch(
      {
        shape,
        series: [
          ...parts.map((values) => series(values, { addsUp: true, nonNegative: true })),
          series(added(parts), { leaves: [0, 1, 2, 3], addsUp: true, nonNegative: true }),
        ],
      },
      [knowsSums],
    );
    const champions = outcomes.map(championOf);
    expect(champions.map(({ model }) => model)).toEqual(new Array(5).fill(RECONCILED));
    const total = champions[4]?.mean ?? new Float64Array();
    added(champions.slice(0, 4).map(({ mean }) => mean)).forEach((sum, step) => {
      expect(sum).toBe(total[step]);
      expect(Math.abs(sum - 400 - 4 * swing(84 * 7))).toBeLessThan(8);
    });
    expect(champions.every(({ calibrated }) => calibrated)).toBe(true);
  });

  it('makes sums of which the parts add up to the last digits, on two ways, whatever their lengths', async () => {
    const next = randomNumbers(22);
    const part = (weeks: number): Float64Array =>
      Float64Array.from({ length: weeks * 7 }, () => (next() < 0.3 ? 0 : 1e4 * (next() + 1)));
    const parts = [part(84), part(72), part(84), part(84)];
    const tail = (values: Float64Array): Float64Array => values.subarray(values.length - 72 * 7);
    const sumOf = (...leaves: readonly number[]): BatchSeries =>
      series(added(leaves.map((leaf) => tail(parts[leaf] as Float64Array))), {
        leaves,
        addsUp: true,
        nonNegative: true,
      });
    const outcomes = await forecastBatch(
      {
        shape,
        series: [
          ...parts.map((values) => series(values, { addsUp: true, nonNegative: true })),
          sumOf(0, 1, 2, 3),
          sumOf(0, 1),
          sumOf(2, 3),
          sumOf(0, 2),
          sumOf(1, 3),
        ],
      },
      models,
    );
    const means = outcomes.map((outcome) => championOf(outcome).mean);
    const [total, first, second, third, fourth] = means.slice(4) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    total.forEach((value, step) => {
      for (const parts of [means.slice(0, 4), [first, second], [third, fourth]])
        expect(Math.abs((added(parts)[step] as number) - value) / value).toBeLessThan(1e-12);
    });
    expect(championOf(outcomes[4])).toMatchObject({ model: BOTTOM_UP, calibrated: true });
    expect(championOf(outcomes[4]).score.coverage['0.8']?.n).toBeGreaterThan(0);
  });

  it('goes on when one series has nothing to learn from, and says so', async () => {
    const empty = new Float64Array(70).fill(Number.NaN);
    empty.set(weekly(4));
    const outcomes = await forecastBatch({ shape, series: [series(empty), series(weekly(10, 5))] }, models);
    expect(outcomes[0]).toMatchObject({ kind: 'forecast' });
    expect(championOf(outcomes[1]).calibrated).toBe(false);
    const never = new Float64Array(70).fill(Number.NaN);
    const [outcome] = await forecastBatch({ shape, series: [series(never)] }, models);
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/newest cycles are empty/) });
  });

  it('forecasts a sum on its own when one of its parts has no forecast', async () => {
    const never = new Float64Array(70).fill(Number.NaN);
    const [, , sum] = await forecastBatch(
      { shape, series: [series(never), series(weekly(10)), series(weekly(10, 9), { leaves: [0, 1], addsUp: true })] },
      models,
    );
    expect(championOf(sum).model).not.toBe(BOTTOM_UP);
  });

  it('leaves a model out that cannot take the shape', async () => {
    const refusing: ForecastModel = {
      name: 'never@1',
      refuses: () => 'too long',
      suits: () => true,
      forecast: () => Promise.reject(new Error('asked in spite of its refusal')),
      close: () => Promise.resolve(),
    };
    const [outcome] = await forecastBatch({ shape, series: [series(weekly(10))] }, [...models, refusing]);
    expect(outcome?.kind).toBe('forecast');
  });

  it('leaves a model out for the series that it throws on, says so, and forecasts the others with it', async () => {
    const [, holtWinters] = models;
    if (!holtWinters) throw new Error('Holt-Winters is the second');
    const moody: ForecastModel = {
      ...holtWinters,
      name: 'moody@1',
      forecast: (batch) =>
        batch.series.some((values) => values[0] === -1)
          ? Promise.reject(new Error('a bad day'))
          : holtWinters.forecast(batch),
    };
    const bad = weekly(10);
    bad[0] = -1;
    const all = Array.from({ length: 9 }, (_, at) => series(at === 5 ? bad : weekly(10, at + 1)));
    const outcomes = await forecastBatch({ shape, series: all }, [...models, moody]);
    outcomes.forEach((outcome, at) => {
      if (outcome.kind === 'failed') throw new Error(outcome.reason);
      expect(outcome.failures).toEqual(at === 5 ? ['moody@1 failed: a bad day'] : []);
      expect(outcome.scores.some(({ model }) => model === 'moody@1')).toBe(at !== 5);
    });
  });

  it('gives up a model that throws on everything, and goes on with the others', async () => {
    let asked = 0;
    const broken: ForecastModel = {
      name: 'broken@1',
      refuses: () => undefined,
      suits: () => true,
      forecast: () => {
        asked += 1;
        return Promise.reject(new Error('always'));
      },
      close: () => Promise.resolve(),
    };
    const all = Array.from({ length: 100 }, (_, at) => series(weekly(5, at)));
    const outcomes = await forecastBatch({ shape, series: all }, [...models.slice(0, 1), broken]);
    expect(asked).toBeLessThan(50);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: 'forecast', failures: ['broken@1 failed: always'] });
    const [alone] = await forecastBatch({ shape, series: [series(weekly(5))] }, [broken]);
    expect(alone).toEqual({
      kind: 'failed',
      reason: 'no model gave finite numbers (asked: none); broken@1 failed: always',
    });
  });
});
