import {
  batchOf,
  FORECAST_QUEUE,
  FORECAST_SCHEDULES_SETTING,
  MODEL_QUEUE,
  modelConfigSchema,
  nsFromMs,
  TRAINING_QUEUE,
  TRAINING_SETTING,
} from '@wellhead/contracts';
import {
  findReproduction,
  forecastVintages,
  installPack,
  latestDecompositions,
  latestScores,
  openJobs,
  openMemoryStore,
  openModelConfigs,
  openRuns,
  writeSetting,
  type Jobs,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { COLOURS, DAY, DAYS, FIRST_DAY, NOW, PLACES, pack, parts, sales } from '../testing/example-sales.js';
import { startForecaster, type Forecaster } from './start-forecaster.js';

const log = pino({ level: 'silent' });

describe('the forecaster', () => {
  let database: TestDatabase;
  let telemetry: TelemetryStore;
  let jobs: Jobs;
  let forecaster: Forecaster;

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    telemetry = openMemoryStore();
    await telemetry.write(batchOf(sales()));
    jobs = await openJobs(database.url, log);
    const stores = { telemetry, pool: database.pool };
    forecaster = await startForecaster({ stores, jobs, log, clock: () => NOW, workers: 1 });
  });
  afterAll(async () => {
    await jobs.close();
    await forecaster.close();
    await telemetry.close();
    await database.close();
  });

  it('publishes one vintage a signal on demand, and a run record that says how it went', async () => {
    const summary = await forecaster.run({ reason: 'demand', pack: 'paint' });
    expect(summary).toMatchObject({ forecasts: 9, skipped: 2 });
    expect(summary.champions['bottom-up@1']).toBe(5);
    const [vintage] = await forecastVintages(database.pool, { assets: ['red-north'] });
    expect(vintage).toMatchObject({
      issuedAtMs: NOW,
      cutoffMs: FIRST_DAY + (DAYS - 1) * DAY,
      stepMs: DAY,
      calibrated: true,
      origins: 104,
      runId: summary.runId,
    });
    expect(vintage?.mean).toHaveLength(7);
    const run = await openRuns(database.pool).get(summary.runId);
    expect(run).toMatchObject({ kind: 'forecast', name: 'paint', reason: 'demand', state: 'succeeded' });
    expect(run?.detail).toMatchObject({ forecasts: 9, skipped: 2 });
    const lines = (await openRuns(database.pool).logs(summary.runId)).map(({ message }) => message);
    expect(lines).toContainEqual(expect.stringMatching(/^young sales\.amount: too few readings, 9 of the 28 steps/));
    expect(lines).toContainEqual(expect.stringMatching(/^silent sales\.amount: no readings/));
  });

  it('follows the schedules of Settings while it runs', async () => {
    const crons = async () =>
      Object.fromEntries(
        (await database.pool.query<{ name: string; cron: string }>('select name, cron from pgboss.schedule')).rows.map(
          ({ name, cron }) => [name, cron],
        ),
      );
    const forecasts = `${FORECAST_QUEUE}-paint`;
    const trainings = `${TRAINING_QUEUE}-schedule`;
    expect(await crons()).toMatchObject({ [forecasts]: '15 2 * * *', [trainings]: '20 4 * * 0' });
    await writeSetting(database.pool, FORECAST_SCHEDULES_SETTING, { everyMinutes: { paint: 30 } });
    await writeSetting(database.pool, TRAINING_SETTING, { cron: '0 5 * * 1', lessons: [] });
    await forecaster.followSettings();
    expect((await crons())[forecasts]).toBe('*/30 * * * *');
    expect(Object.keys(await crons())).not.toContain(trainings);
    await writeSetting(database.pool, FORECAST_SCHEDULES_SETTING, {});
    await writeSetting(database.pool, TRAINING_SETTING, {});
    await forecaster.followSettings();
    expect(await crons()).toMatchObject({ [forecasts]: '15 2 * * *', [trainings]: '20 4 * * 0' });
  });

  it('tells how far a run has come, under the id of the job that was queued for it', async () => {
    const told: (string | undefined)[] = [];
    const id = (await jobs.send(FORECAST_QUEUE, { reason: 'demand', pack: 'paint' })) ?? '';
    const runs = openRuns(database.pool);
    for (;;) {
      const run = await runs.get(id);
      const { phase, done, total, of } = run?.progress ?? {};
      const line = phase && `${phase} ${done} of ${total} ${of}`;
      if (line !== undefined && told.at(-1) !== line) told.push(line);
      if (run && run.state !== 'running') break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(told[0]).toMatch(/^forecasts \d+ of 11 forecasts$/);
    expect((await runs.get(id))?.progress).toEqual({
      phase: 'forecasts',
      phasesDone: 3,
      phases: 3,
      subject: null,
      done: 11,
      total: 11,
      of: 'forecasts',
      toldAtMs: NOW,
    });
  });

  it('makes parts that add up to their totals, by colour and by place, and quantiles that never cross', async () => {
    const vintages = await forecastVintages(database.pool);
    const mean = (asset: string, step: number): number =>
      vintages.find((vintage) => vintage.asset === asset)?.mean[step] ?? Number.NaN;
    for (let step = 0; step < 7; step += 1)
      for (const names of [parts, COLOURS, PLACES]) {
        const sum = names.reduce((total, name) => total + mean(name, step), 0);
        expect(Math.abs(sum - mean('all', step))).toBeLessThan(1e-9);
      }
    for (const { quantiles } of vintages)
      for (let step = 0; step < 7; step += 1) {
        const values = Object.entries(quantiles)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, path]) => path[step] as number);
        expect(values).toHaveLength(7);
        expect(values).toEqual([...values].sort((a, b) => a - b));
        expect(values[0]).toBeGreaterThanOrEqual(0);
      }
  });

  it('keeps the back-test of every model with its realised coverage', async () => {
    const scores = await latestScores(database.pool, { assets: ['all'] });
    expect(scores.map(({ model }) => model)).toEqual(
      expect.arrayContaining(['bottom-up@1', 'holt-winters@2', 'seasonal-naive@1']),
    );
    expect(scores[0]).toMatchObject({ model: 'bottom-up@1', champion: true });
    const { hit, n } = scores[0]?.coverage['0.8'] ?? { hit: 0, n: 0 };
    expect(n).toBeGreaterThan(400);
    expect(hit / n).toBeGreaterThan(0.74);
    expect(hit / n).toBeLessThan(0.86);
  });

  it('keeps the history of each signal as trend, season and remainder, which add up to its sales', async () => {
    const histories = await latestDecompositions(database.pool);
    expect(histories).toHaveLength(9);
    const sold = new Map<string, number>(
      sales().map(({ series, timeNs, value }) => [`${series.tags['asset']} ${timeNs}`, Number(value)]),
    );
    for (const { asset, cutoffMs, stepMs, trend, season, remainder } of histories) {
      expect([trend, season, remainder].map((part) => part.length)).toEqual([364, 364, 364]);
      trend.forEach((level, step) => {
        const timeNs = nsFromMs(cutoffMs - (363 - step) * stepMs);
        const sum = level + (season[step] as number) + (remainder[step] as number);
        expect(sum).toBeCloseTo(sold.get(`${asset} ${timeNs}`) ?? Number.NaN, 2);
      });
    }
    const [total] = await latestDecompositions(database.pool, { assets: ['all'] });
    expect(total).toMatchObject({ model: 'bottom-up@1', issuedAtMs: NOW });
    // Sales have a weekly pattern of ± 30 in each of four parts, each sold on seven days of ten.
    expect(Math.max(...(total?.season.slice(-7) ?? []))).toBeGreaterThan(40);
  });

  it('copies what it published to telemetry, for other people’s tools', async () => {
    const copy = await telemetry.read({
      selector: { measurement: 'wellhead_forecast', field: 'value', tags: { asset: ['all'], quantile: ['p50'] } },
      fromNs: nsFromMs(NOW - 2 * DAY),
      toNs: nsFromMs(NOW + 30 * DAY),
      shape: { kind: 'raw' },
    });
    const [vintage] = await forecastVintages(database.pool, { assets: ['all'] });
    expect(copy).toHaveLength(1);
    expect(copy[0]?.series.tags).toMatchObject({ signal: 'sales.amount', model: 'bottom-up@1' });
    expect(Array.from(copy[0]?.values as Float64Array)).toEqual(vintage?.quantiles['0.5']);
    expect(copy[0]?.timeNs[0]).toBe(nsFromMs(FIRST_DAY + DAYS * DAY));
    const issued = await telemetry.latest({ measurement: 'wellhead_forecast', field: 'issued_at' });
    expect(issued[0]?.values[0]).toBe(BigInt(NOW));
  });

  it('issues many past vintages in one job, each as if nothing later were known', async () => {
    const asOfMs = Array.from({ length: 5 }, (_, back) => FIRST_DAY + (DAYS - 10 * (back + 1)) * DAY);
    const before = await forecaster.run({ reason: 'feed', pack: 'paint', asOfMs });
    expect(before.forecasts).toBe(45);
    const vintage = async (): Promise<unknown> =>
      (await forecastVintages(database.pool, { assets: ['all', 'red'], believedAtMs: asOfMs[1] as number })).map(
        (found) => ({ ...found, runId: 'any' }),
      );
    const known = await vintage();
    // Another future: were any of it used, the vintage would change.
    const from = asOfMs[1] as number;
    const future = sales().filter(({ timeNs }) => timeNs >= nsFromMs(from));
    await telemetry.write(
      batchOf(future.map((reading) => ({ ...reading, value: Number(reading.value) * 50 + 1_000 }))),
    );
    await forecaster.run({ reason: 'feed', pack: 'paint', asOfMs });
    expect(await vintage()).toEqual(known);
    const newest = await forecastVintages(database.pool, { assets: ['all'], believedAtMs: asOfMs[0] as number });
    expect(newest[0]?.mean[0]).toBeGreaterThan(1_000);
    await telemetry.write(batchOf(future));
  });

  it('forecasts a total with its parts when only the total is asked for', async () => {
    const signals = [{ asset: 'red', measurement: 'sales', field: 'amount' }];
    expect(await forecaster.run({ reason: 'demand', signals })).toMatchObject({ forecasts: 3 });
  });

  it('follows model configurations: horizon and models of the signals that they name', async () => {
    const configs = openModelConfigs(database.pool);
    const change = { name: 'short', by: 'ann', reason: 'test' };
    const document = modelConfigSchema.parse({
      signals: [{ asset: 'red-north', measurement: 'sales', field: 'amount' }],
      horizonSteps: 3,
      models: ['theta', 'holt-winters'],
    });
    await configs.set(change, document);
    const signals = [{ asset: 'red-north', measurement: 'sales', field: 'amount' }];
    // A minute later: of two champions of one instant the test could not tell which is asked for.
    const { runId } = await forecaster.run({ reason: 'demand', signals, asOfMs: [NOW + 60_000] });
    const [vintage] = await forecastVintages(database.pool, { assets: ['red-north'] });
    expect(vintage).toMatchObject({ runId, mean: expect.objectContaining({ length: 3 }) });
    const tried = (await latestScores(database.pool, { assets: ['red-north'] })).filter((one) => one.runId === runId);
    expect(tried.map(({ model }) => model.split('@')[0])).not.toContain('holt-winters-log');
    expect((await findReproduction(database.pool, runId))?.configuration).toMatchObject({
      signals: [{ asset: 'red-north', horizonSteps: 3, config: 'short@1', models: ['theta', 'holt-winters'] }],
    });
    await configs.remove(change);
  });

  it('keeps of every run what it takes to do it again, and gets identical numbers', async () => {
    const { runId } = await forecaster.run({ reason: 'demand', pack: 'paint' });
    expect(await findReproduction(database.pool, runId)).toMatchObject({
      untilMs: NOW,
      versions: { onnxruntime: '1.30.0', node: process.version },
    });
    const before = await forecastVintages(database.pool);
    expect(await forecaster.models({ kind: 'rerun', runId })).toEqual({ kind: 'identical', forecasts: 9 });
    expect(await forecastVintages(database.pool)).toEqual(before);
    // A reading that came late.
    const late = sales().filter(
      ({ timeNs, series }) => timeNs === nsFromMs(NOW - 20.5 * DAY) && series.field === 'amount',
    );
    await telemetry.write(batchOf(late.map((reading) => ({ ...reading, value: Number(reading.value) + 500 }))));
    expect(await forecaster.models({ kind: 'rerun', runId })).toMatchObject({
      kind: 'different',
      reasons: [expect.stringMatching(/readings from .* are others than then/)],
    });
    await telemetry.write(batchOf(late));
    expect(await forecaster.models({ kind: 'rerun', runId })).toMatchObject({ kind: 'identical' });
    expect(await forecaster.models({ kind: 'rerun', runId: 'nobody' })).toEqual({ kind: 'unknown' });
  });

  it('does a run again as a run of its own, which tells how far it is under the id of the job', async () => {
    const { runId } = await forecaster.run({ reason: 'demand', pack: 'paint' });
    const id = (await jobs.send(MODEL_QUEUE, { kind: 'rerun', runId })) ?? '';
    const runs = openRuns(database.pool);
    await vi.waitFor(async () => expect((await runs.get(id))?.state).toBe('succeeded'), { timeout: 60_000 });
    expect(await runs.get(id)).toMatchObject({
      kind: 'model',
      name: 'rerun',
      detail: { rerunOf: runId, kind: 'identical', forecasts: 9 },
      progress: { phase: 'rerun', subject: 'paint', of: 'forecasts', done: 11, total: 11 },
    });
  });

  it('works the queue, and tells a sender what is wrong with a job', async () => {
    const done = await jobs.sendAndWait(FORECAST_QUEUE, { reason: 'feed', pack: 'paint' }, { timeoutMs: 30_000 });
    expect(done).toMatchObject({ kind: 'completed', output: { forecasts: 9 } });
    const refused = await jobs.sendAndWait(FORECAST_QUEUE, { reason: 'mood' }, { timeoutMs: 30_000 });
    expect(refused).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/reason: .*schedule/) });
  });

  it('is scheduled for the pack, nightly', async () => {
    const { rows } = await database.pool.query<{ cron: string }>(`select cron from pgboss.schedule where name = $1`, [
      `${FORECAST_QUEUE}-paint`,
    ]);
    expect(rows).toEqual([{ cron: '15 2 * * *' }]);
  });

  it('says so when there is nothing to forecast, and does not fail', async () => {
    const summary = await forecaster.run({ reason: 'demand', pack: 'unknown' });
    expect(summary).toMatchObject({ forecasts: 0, skipped: 0 });
    const [line] = await openRuns(database.pool).logs(summary.runId);
    expect(line).toMatchObject({ level: 'warn', message: expect.stringMatching(/No signal to forecast/) });
  });
});

describe('a forecaster that starts', () => {
  it('marks the runs that a dead one left running', async () => {
    const database = await openTestDatabase();
    const telemetry = openMemoryStore();
    const jobs = await openJobs(database.url, log);
    const runs = openRuns(database.pool);
    const left = await runs.start({ kind: 'forecast', name: 'all', reason: 'demand' });
    const stores = { telemetry, pool: database.pool };
    const forecaster = await startForecaster({ stores, jobs, log, clock: () => NOW, workers: 1 });
    expect(await runs.get(left.id)).toMatchObject({ state: 'failed', error: expect.stringMatching(/was stopped/) });
    await jobs.close();
    await forecaster.close();
    await telemetry.close();
    await database.close();
  });
});
