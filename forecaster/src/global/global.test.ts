import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pointErrors } from '../domain/accuracy.js';
import { randomNumbers } from '../../testing/made-series.js';
import { openSeasonalNaive } from '../models/seasonal-naive/seasonal-naive.js';
import { forecastBatch } from '../workers/forecast-batch.js';
import { openGlobalModel } from './global-model.js';
import { openNetworkFolder, type StoredNetwork } from './record.js';
import { trainGlobal } from './train-global.js';
import { poolWindows, type PooledSeries } from './windows.js';

const DAY = 86_400_000;
const WEEKS = 52;
const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };
const cutoffMs = 10_000 * DAY;
/** The last twelve weeks are not learnt from. */
const untilMs = cutoffMs - 12 * 7 * DAY + 1;

/** Shops of any size whose weeks grow and shrink together with what happened two weeks before: more than a season can say. */
const pool: readonly PooledSeries[] = Array.from({ length: 24 }, (_, shop) => {
  const next = randomNumbers(shop + 1);
  const size = 10 ** (shop % 5);
  const values = new Float64Array(WEEKS * 7);
  for (let step = 0; step < values.length; step += 1) {
    const echo = step < 14 ? 0 : -0.8 * ((values[step - 14] as number) / size - 10);
    values[step] = size * (10 + echo + Math.sin(((step % 7) / 7) * 2 * Math.PI) + 0.3 * next());
  }
  return { values, cutoffMs, stepMs: DAY };
});
const trained = async (kind: 'mlp' | 'n-beats', from = pool): Promise<StoredNetwork> => {
  const outcome = await trainGlobal(from, { kind, shape, untilMs, seed: 4 });
  if (outcome.kind !== 'trained') throw new Error(`not trained: ${outcome.what}`);
  return outcome;
};
const inputs = pool.map(({ stepMs }) => ({ cutoffMs, stepMs, drivers: [] }));
const series = pool.map(({ values }) => values);

describe('networks over many series', { timeout: 60_000 }, () => {
  const naive = openSeasonalNaive();
  afterAll(() => naive.close());

  it.each(['mlp', 'n-beats'] as const)(
    'train inside onnxruntime and beat the season on weeks they have not seen (%s)',
    async (kind) => {
      const model = openGlobalModel(await trained(kind));
      const addsUp = series.map(() => false);
      const own = await model.forecast({ shape, series, addsUp, inputs });
      const season = await naive.forecast({ shape, series, addsUp });
      let ratio = 0;
      own.forEach((rolling, at) => {
        expect(rolling.firstOrigin).toBe(WEEKS - 1 - 12 + 1);
        const errors = (one: typeof rolling): number =>
          pointErrors(one, series[at] as Float64Array, 7, rolling.firstOrigin).meanAbsolute;
        ratio += errors(rolling) / errors(season[at] as typeof rolling) / series.length;
      });
      expect(ratio).toBeLessThan(0.65);
      await model.close();
    },
  );

  it('learn nothing from any series after the one cutoff, and come to the same bytes from the same seed', async () => {
    const changed = pool.map((one) => ({
      ...one,
      values: one.values.map((value, step) => (step >= (WEEKS - 12) * 7 ? value * 3 : value)),
    }));
    const first = await trained('mlp');
    expect(Buffer.from((await trained('mlp', changed)).model)).toEqual(Buffer.from(first.model));
    const earlier = pool.map((one) => ({
      ...one,
      values: one.values.map((value, step) => (step === 300 - 7 * 12 ? value * 3 : value)),
    }));
    expect(Buffer.from((await trained('mlp', earlier)).model)).not.toEqual(Buffer.from(first.model));
  });

  it('never take a window whose last outcome lies at or after the cutoff, for series that end at different times', () => {
    const steps = Float64Array.from({ length: 50 }, (_, step) => step + (step % 2));
    const ends = [0, 5, -5].map((late) => ({ values: steps, cutoffMs: (49 + late) * DAY, stepMs: DAY }));
    const { rows, targets } = poolWindows(ends, { lags: 10, horizonSteps: 3, untilMs: 40 * DAY, mostWindows: 1_000 });
    // Known: steps 0 … 39 of the first, five fewer of the one that ends later, five more of the one that ends earlier.
    expect(rows).toBe(28 + 23 + 33);
    expect(targets).toHaveLength(rows * 3);
  });

  it('are a model like any other to the automatic choice, read back from their folder', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'networks-'));
    const folder = openNetworkFolder(dir);
    expect(await folder.load()).toEqual([]);
    await folder.save(await trained('n-beats'));
    const [stored] = await folder.load();
    const model = openGlobalModel(stored as StoredNetwork);
    const [outcome] = await forecastBatch(
      {
        shape,
        series: [
          {
            values: series[0] as Float64Array,
            nonNegative: true,
            addsUp: false,
            leaves: [],
            inputs: inputs[0] as (typeof inputs)[0],
          },
        ],
      },
      [naive, model],
    );
    expect(outcome?.kind === 'forecast' && outcome.champion.model).toBe('n-beats@1');
    expect(model.refuses({ ...shape, seasonSteps: 24 })).toMatch(/season of 7/);
    await model.close();
    await rm(dir, { recursive: true });
  });

  it('need enough series and windows', async () => {
    const few = await trainGlobal(pool.slice(0, 5), { kind: 'mlp', shape, untilMs, seed: 1 });
    expect(few).toEqual({ kind: 'too-few', what: 'series', have: 5, need: 20 });
    const short = pool.map((one) => ({ ...one, values: one.values.subarray(-20 * 7) }));
    expect(await trainGlobal(short, { kind: 'mlp', shape, untilMs, seed: 1 })).toMatchObject({
      what: 'windows',
      need: 5_000,
    });
  });
});
