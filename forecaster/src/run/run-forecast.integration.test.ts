import { batchOf, MODEL_QUEUE, modelConfigSchema, nsFromMs } from '@wellhead/contracts';
import {
  findReproduction,
  forecastVintages,
  latestDecompositions,
  latestScores,
  openModelConfigs,
  openRuns,
} from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COLOURS, DAY, DAYS, FIRST_DAY, NOW, PLACES, pack, parts, sales } from '../../testing/example-sales.js';
import { type ForecasterFixture, openForecasterFixture } from '../../testing/forecaster-fixture.js';

describe('a forecast run', () => {
  let fixture: ForecasterFixture;
  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack, clock: () => NOW, readings: sales() });
  });
  afterAll(() => fixture.close());

  it('publishes one vintage a signal on demand, and a run record that says how it went', async () => {
    const summary = await fixture.forecaster.run({ reason: 'demand', pack: 'paint' });
    expect(summary).toMatchObject({ forecasts: 9, skipped: 2 });
    expect(summary.champions['bottom-up@1']).toBe(5);
    const [vintage] = await forecastVintages(fixture.database.pool, { assets: ['red-north'] });
    expect(vintage).toMatchObject({
      issuedAtMs: NOW,
      cutoffMs: FIRST_DAY + (DAYS - 1) * DAY,
      stepMs: DAY,
      calibrated: true,
      origins: 104,
      runId: summary.runId,
    });
    expect(vintage?.mean).toHaveLength(7);
    const run = await openRuns(fixture.database.pool).get(summary.runId);
    expect(run).toMatchObject({ kind: 'forecast', name: 'paint', reason: 'demand', state: 'succeeded' });
    expect(run?.detail).toMatchObject({ forecasts: 9, skipped: 2 });
    const lines = (await openRuns(fixture.database.pool).logs(summary.runId)).map(({ message }) => message);
    expect(lines).toContainEqual(expect.stringMatching(/^young sales\.amount: too few readings, 9 of the 28 steps/));
    expect(lines).toContainEqual(expect.stringMatching(/^silent sales\.amount: no readings/));
  });

  it('makes parts that add up to their totals, by colour and by place, and quantiles that never cross', async () => {
    const vintages = await forecastVintages(fixture.database.pool);
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
    const scores = await latestScores(fixture.database.pool, { assets: ['all'] });
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
    const histories = await latestDecompositions(fixture.database.pool);
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
    const [total] = await latestDecompositions(fixture.database.pool, { assets: ['all'] });
    expect(total).toMatchObject({ model: 'bottom-up@1', issuedAtMs: NOW });
    // Sales have a weekly pattern of ± 30 in each of four parts, each sold on seven days of ten.
    expect(Math.max(...(total?.season.slice(-7) ?? []))).toBeGreaterThan(40);
  });

  it('copies what it published to telemetry, for other people’s tools', async () => {
    const copy = await fixture.telemetry.read({
      selector: { measurement: 'wellhead_forecast', field: 'value', tags: { asset: ['all'], quantile: ['p50'] } },
      fromNs: nsFromMs(NOW - 2 * DAY),
      toNs: nsFromMs(NOW + 30 * DAY),
      shape: { kind: 'raw' },
    });
    const [vintage] = await forecastVintages(fixture.database.pool, { assets: ['all'] });
    expect(copy).toHaveLength(1);
    expect(copy[0]?.series.tags).toMatchObject({ signal: 'sales.amount', model: 'bottom-up@1' });
    expect(Array.from(copy[0]?.values as Float64Array)).toEqual(vintage?.quantiles['0.5']);
    expect(copy[0]?.timeNs[0]).toBe(nsFromMs(FIRST_DAY + DAYS * DAY));
    const issued = await fixture.telemetry.latest({ measurement: 'wellhead_forecast', field: 'issued_at' });
    expect(issued[0]?.values[0]).toBe(BigInt(NOW));
  });

  it('issues many past vintages in one job, each as if nothing later were known', async () => {
    const asOfMs = Array.from({ length: 5 }, (_, back) => FIRST_DAY + (DAYS - 10 * (back + 1)) * DAY);
    const before = await fixture.forecaster.run({ reason: 'feed', pack: 'paint', asOfMs });
    expect(before.forecasts).toBe(45);
    const vintage = async (): Promise<unknown> =>
      (
        await forecastVintages(fixture.database.pool, { assets: ['all', 'red'], believedAtMs: asOfMs[1] as number })
      ).map((found) => ({ ...found, runId: 'any' }));
    const known = await vintage();
    // Another future: were any of it used, the vintage would change.
    const from = asOfMs[1] as number;
    const future = sales().filter(({ timeNs }) => timeNs >= nsFromMs(from));
    await fixture.telemetry.write(
      batchOf(future.map((reading) => ({ ...reading, value: Number(reading.value) * 50 + 1_000 }))),
    );
    await fixture.forecaster.run({ reason: 'feed', pack: 'paint', asOfMs });
    expect(await vintage()).toEqual(known);
    const newest = await forecastVintages(fixture.database.pool, {
      assets: ['all'],
      believedAtMs: asOfMs[0] as number,
    });
    expect(newest[0]?.mean[0]).toBeGreaterThan(1_000);
    await fixture.telemetry.write(batchOf(future));
  });

  it('forecasts a total with its parts when only the total is asked for', async () => {
    const signals = [{ asset: 'red', measurement: 'sales', field: 'amount' }];
    expect(await fixture.forecaster.run({ reason: 'demand', signals })).toMatchObject({ forecasts: 3 });
  });

  it('follows model configurations: horizon and models of the signals that they name', async () => {
    const configs = openModelConfigs(fixture.database.pool);
    const change = { name: 'short', by: 'ann', reason: 'test' };
    const document = modelConfigSchema.parse({
      signals: [{ asset: 'red-north', measurement: 'sales', field: 'amount' }],
      horizonSteps: 3,
      models: ['theta', 'holt-winters'],
    });
    await configs.set(change, document);
    const signals = [{ asset: 'red-north', measurement: 'sales', field: 'amount' }];
    // A minute later: of two champions of one instant the test could not tell which is asked for.
    const { runId } = await fixture.forecaster.run({ reason: 'demand', signals, asOfMs: [NOW + 60_000] });
    const [vintage] = await forecastVintages(fixture.database.pool, { assets: ['red-north'] });
    expect(vintage).toMatchObject({ runId, mean: expect.objectContaining({ length: 3 }) });
    const tried = (await latestScores(fixture.database.pool, { assets: ['red-north'] })).filter(
      (one) => one.runId === runId,
    );
    expect(tried.map(({ model }) => model.split('@')[0])).not.toContain('holt-winters-log');
    expect((await findReproduction(fixture.database.pool, runId))?.configuration).toMatchObject({
      signals: [{ asset: 'red-north', horizonSteps: 3, config: 'short@1', models: ['theta', 'holt-winters'] }],
    });
    await configs.remove(change);
  });

  it('keeps of every run what it takes to do it again, and gets identical numbers', async () => {
    const { runId } = await fixture.forecaster.run({ reason: 'demand', pack: 'paint' });
    expect(await findReproduction(fixture.database.pool, runId)).toMatchObject({
      untilMs: NOW,
      versions: { onnxruntime: '1.30.0', node: process.version },
    });
    const before = await forecastVintages(fixture.database.pool);
    expect(await fixture.forecaster.models({ kind: 'rerun', runId })).toEqual({ kind: 'identical', forecasts: 9 });
    expect(await forecastVintages(fixture.database.pool)).toEqual(before);
    // A reading that came late.
    const late = sales().filter(
      ({ timeNs, series }) => timeNs === nsFromMs(NOW - 20.5 * DAY) && series.field === 'amount',
    );
    await fixture.telemetry.write(batchOf(late.map((reading) => ({ ...reading, value: Number(reading.value) + 500 }))));
    expect(await fixture.forecaster.models({ kind: 'rerun', runId })).toMatchObject({
      kind: 'different',
      reasons: [expect.stringMatching(/readings from .* are others than then/)],
    });
    await fixture.telemetry.write(batchOf(late));
    expect(await fixture.forecaster.models({ kind: 'rerun', runId })).toMatchObject({ kind: 'identical' });
    expect(await fixture.forecaster.models({ kind: 'rerun', runId: 'nobody' })).toEqual({ kind: 'unknown' });
  });

  it('does a run again as a run of its own, which tells how far it is under the id of the job', async () => {
    const { runId } = await fixture.forecaster.run({ reason: 'demand', pack: 'paint' });
    const id = (await fixture.jobs.send(MODEL_QUEUE, { kind: 'rerun', runId })) ?? '';
    const runs = openRuns(fixture.database.pool);
    await vi.waitFor(async () => expect((await runs.get(id))?.state).toBe('succeeded'), { timeout: 60_000 });
    expect(await runs.get(id)).toMatchObject({
      kind: 'model',
      name: 'rerun',
      detail: { rerunOf: runId, kind: 'identical', forecasts: 9 },
      progress: { phase: 'rerun', subject: 'paint', of: 'forecasts', done: 11, total: 11 },
    });
  });

  it('says so when there is nothing to forecast, and does not fail', async () => {
    const summary = await fixture.forecaster.run({ reason: 'demand', pack: 'unknown' });
    expect(summary).toMatchObject({ forecasts: 0, skipped: 0 });
    const [line] = await openRuns(fixture.database.pool).logs(summary.runId);
    expect(line).toMatchObject({ level: 'warn', message: expect.stringMatching(/No signal to forecast/) });
  });
});
