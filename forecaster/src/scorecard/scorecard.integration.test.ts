import {
  batchOf,
  nsFromMs,
  QUANTILES,
  querySchema,
  seriesOf,
  type Forecast,
  type Frame,
  type FrameField,
  type QueryInput,
} from '@wellhead/contracts';
import {
  installPack,
  openCatalogue,
  openMemoryStore,
  runQuery,
  saveForecasts,
  type TelemetryStore,
} from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { DAY, NOW, pack } from '../../testing/example-sales.js';
import { randomNumbers } from '../../testing/made-series.js';
import { scoreVintages } from './score-vintages.js';

const MIDNIGHT = NOW - DAY / 2;
const VINTAGES = 40;
const firstOf = (field: FrameField | undefined): number => Number(field?.values[0] ?? Number.NaN);

describe('the scorecard', () => {
  let database: TestDatabase;
  let telemetry: TelemetryStore;
  const series = seriesOf('sales', { asset: 'red-north' }, 'amount', 'float');

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
  });
  beforeEach(async () => {
    await database.pool.query('truncate ops.forecasts, ops.vintage_scores');
    telemetry = openMemoryStore();
  });
  afterAll(() => database.close());

  const write = (days: readonly (readonly [number, number])[]): Promise<unknown> =>
    telemetry.write(batchOf(days.map(([day, value]) => ({ series, timeNs: nsFromMs(MIDNIGHT - day * DAY), value }))));
  const score = async (which?: 'open' | 'corrections') =>
    scoreVintages({ telemetry, pool: database.pool }, await openCatalogue(database.pool).signals(), NOW, which);
  const ask = (input: QueryInput, toMs = NOW): Promise<Frame[]> =>
    runQuery({ telemetry, pool: database.pool, readOnlyPool: database.pool }, querySchema.parse(input), {
      fromMs: NOW - 28 * DAY,
      toMs,
      nowMs: NOW,
      intervalMs: 60_000,
      maxDataPoints: 100,
      fromAlert: true,
    });
  const rows = async () =>
    (
      await database.pool.query<{ n: number; settled: boolean; corrections: number; absolute_error: number }>(
        'select n, settled, corrections, absolute_error from ops.vintage_scores order by issued_at, model',
      )
    ).rows;

  /** Issued so many days ago at noon, two days ahead: 100 and what the model leans by, deviation 10. */
  const vintage = (daysAgo: number, lean: number, width = 1): Forecast => ({
    asset: 'red-north',
    measurement: 'sales',
    field: 'amount',
    model: 'holt-winters@2',
    issuedAtMs: NOW - daysAgo * DAY,
    cutoffMs: MIDNIGHT - daysAgo * DAY,
    stepMs: DAY,
    mean: [100 + lean, 100 + lean],
    // Of a normal distribution of deviation 10.
    quantiles: Object.fromEntries(
      [-1.96, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.96].map((at, index) => [
        String(QUANTILES[index]),
        [100 + lean + at * 10 * width, 100 + lean + at * 10 * width],
      ]),
    ),
    calibrated: true,
    origins: 104,
    runId: 'run',
  });
  /** Normal noise around 100 for 300 days. */
  const noise = (): (readonly [number, number])[] => {
    const next = randomNumbers(17);
    return Array.from({ length: 300 }, (_, day) => [
      day,
      // Six uniform numbers sum up to a variance of 2.
      100 + (10 / Math.SQRT2) * Array.from({ length: 6 }, next).reduce((sum, one) => sum + one),
    ]);
  };
  const issueAll = (lean: number, width = 1): Promise<void> =>
    saveForecasts(
      database.pool,
      Array.from({ length: VINTAGES }, (_, at) => vintage(at + 1, lean, width)),
      { champion: true },
    );

  it('judges a vintage as its readings arrive, each once', async () => {
    await saveForecasts(database.pool, [vintage(1, 0)], { champion: true });
    expect(await rows()).toMatchObject([{ n: 0, settled: false }]);
    await write([[0, 107]]);
    expect(await score()).toEqual({ judged: 1, changed: 1 });
    expect(await rows()).toMatchObject([{ n: 1, settled: false, absolute_error: 7 }]);
    expect(await score()).toEqual({ judged: 1, changed: 0 });
    const later = await scoreVintages(
      { telemetry, pool: database.pool },
      await openCatalogue(database.pool).signals(),
      NOW + 5 * DAY,
    );
    expect(later).toEqual({ judged: 1, changed: 1 });
    expect(await rows()).toMatchObject([{ n: 1, settled: true, corrections: 0 }]);
    expect(await score()).toEqual({ judged: 0, changed: 0 });
  });

  it('judges again when a late reading or a correction comes, and says that it did', async () => {
    await saveForecasts(database.pool, [vintage(3, 0)], { champion: true });
    await write([
      [2, 107],
      [1, 100],
    ]);
    await score();
    expect(await rows()).toMatchObject([{ n: 2, settled: true, corrections: 0, absolute_error: 7 }]);
    expect(await score('corrections')).toEqual({ judged: 1, changed: 0 });
    await write([[2, 102]]);
    expect(await score()).toEqual({ judged: 0, changed: 0 });
    expect(await score('corrections')).toEqual({ judged: 1, changed: 1 });
    expect(await rows()).toMatchObject([{ n: 2, settled: true, corrections: 1, absolute_error: 2 }]);
  });

  it('judges a vintage anew that is issued again', async () => {
    await saveForecasts(database.pool, [vintage(3, 0)], { champion: true });
    await write([
      [2, 107],
      [1, 100],
    ]);
    await score();
    await saveForecasts(database.pool, [vintage(3, 5)], { champion: true });
    expect(await score()).toEqual({ judged: 1, changed: 1 });
    expect(await rows()).toMatchObject([{ n: 2, absolute_error: 2 + 5 }]);
  });

  it('rolls up to the figures of a table, of numbers and of a series', async () => {
    await write(noise());
    await issueAll(0);
    const uncalibrated = [3, 4, 5].map((daysAgo) => ({ ...vintage(daysAgo, 0), calibrated: false }));
    await saveForecasts(database.pool, uncalibrated, { champion: true });
    await score();
    const yesterday = NOW - DAY;
    const [table] = await ask({ queryType: 'scorecard', view: 'rolling' }, yesterday);
    const value = (name: string): number => firstOf(table?.fields.find((field) => field.name === name));
    expect(value('vintages')).toBe(28);
    expect(value('uncalibrated')).toBe(3);
    expect(value('n')).toBe(55);
    // The seasonal naive forecast of independent noise has an error of root two times the mean's.
    expect(value('MASE')).toBeCloseTo(1 / Math.SQRT2, 0.5);
    expect(value('skill')).toBeGreaterThan(0.1);
    expect(value('coverage 80 %')).toBeGreaterThan(0.7);
    expect(value('coverage 80 %')).toBeLessThan(0.95);
    expect(value('interval score 95 %')).toBeGreaterThanOrEqual(2 * 19.6);
    for (const by of ['signal', 'model', 'all'] as const) {
      const numbers = await ask({ queryType: 'scorecard', view: 'numbers', metric: 'mase', by }, yesterday);
      expect(numbers).toHaveLength(1);
      expect(firstOf(numbers[0]?.fields[0])).toBeCloseTo(value('MASE'), 9);
    }
    const [line] = await ask({ queryType: 'scorecard', view: 'series', metric: 'mase' }, yesterday);
    expect(line?.meta?.type).toBe('timeseries-multi');
    expect(line?.fields[1]?.values).toHaveLength(28);
    expect(line?.fields[1]?.values.at(-1)).toBeCloseTo(value('MASE'), 9);
  });

  describe('drift', () => {
    /** By what drifted, as the rule sees it: fires above 0. */
    const numbers = async (): Promise<Record<string, number>> => {
      const frames = await ask({ queryType: 'scorecard', view: 'drift' });
      return Object.fromEntries(frames.map(({ fields: [field] }) => [field?.labels?.['of'], firstOf(field)]));
    };

    it('is silent on healthy forecasts', async () => {
      await write(noise());
      await issueAll(0);
      await score();
      const { bias, coverage } = await numbers();
      expect(bias).toBeLessThan(0);
      expect(coverage).toBeLessThan(0);
    });

    it('is told of forecasts that lean to one side', async () => {
      await write(noise());
      await issueAll(14);
      await score();
      expect((await numbers())['bias']).toBeGreaterThan(0);
    });

    it('is told of intervals that no longer hold', async () => {
      await write(noise());
      await issueAll(0, 0.3);
      await score();
      const { bias, coverage } = await numbers();
      expect(bias).toBeLessThan(0);
      expect(coverage).toBeGreaterThan(0);
    });
  });
});
