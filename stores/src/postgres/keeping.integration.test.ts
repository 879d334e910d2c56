import type { Forecast } from '@wellhead/contracts';
import { QUANTILES } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { ensureAnalyst } from './analyst.js';
import { openFieldTypeRegistry } from './field-types.js';
import { forecastVintages, saveForecasts } from './forecasts.js';
import { listNotifications, saveNotification } from './notifications.js';
import { inTransaction, openPool } from './pool.js';
import { listQuarantine, quarantineRows } from './quarantine.js';
import { saveRecords } from './records.js';
import { openRuns } from './runs.js';
import { latestScores, saveScores } from './scores.js';
import { readSetting, writeSetting } from './settings.js';
import { checkToken, createToken, listTokens, revokeToken } from './tokens.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
});
afterAll(() => database.close());

describe('field types', () => {
  it('lets the first of two processes win, whoever asks', async () => {
    const [one, two] = await Promise.all([openFieldTypeRegistry(database.pool), openFieldTypeRegistry(database.pool)]);
    const answers = await Promise.all([
      one.register([{ measurement: 'm', field: 'a', type: 'float' }]),
      two.register([{ measurement: 'm', field: 'a', type: 'integer' }]),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(one.known('m', 'a')).toBe(two.known('m', 'a'));
    const third = await openFieldTypeRegistry(database.pool);
    expect(third.known('m', 'a')).toBe(one.known('m', 'a'));
    expect(third.known('m', 'b')).toBeUndefined();
  });

  it('takes the first of two types in one request, and many writers at once', async () => {
    const registry = await openFieldTypeRegistry(database.pool);
    const both = await registry.register([
      { measurement: 'n', field: 'a', type: 'string' },
      { measurement: 'n', field: 'a', type: 'float' },
    ]);
    expect(both.map((one) => one.type)).toEqual(['string', 'string']);
    const fields = Array.from({ length: 50 }, (_, at) => ({
      measurement: 'many',
      field: `f${at}`,
      type: 'float' as const,
    }));
    await Promise.all([registry.register(fields), registry.register([...fields].reverse()), registry.register(fields)]);
    expect(registry.known('many', 'f49')).toBe('float');
  });
});

describe('quarantine', () => {
  it('keeps a refused row once, whatever bytes it holds', async () => {
    const row = {
      receivedAtMs: 1_700_000_000_123,
      source: 'http',
      refusedBy: 'parser',
      reason: 'line 3: no field',
      raw: 'cpu\u0000 "x"',
      place: { line: 3 },
      spoolSequence: 7,
      ingestor: 'a',
    };
    await quarantineRows(database.pool, [row]);
    await quarantineRows(database.pool, [row]);
    const rows = await listQuarantine(database.pool, { state: 'open' });
    expect(rows).toEqual([{ ...row, id: rows[0]?.id, raw: 'cpu\uFFFD "x"', state: 'open' }]);
    expect(await listQuarantine(database.pool, { source: 'mqtt' })).toEqual([]);
  });
});

describe('records', () => {
  const [recordType] = examplePack.manifest.recordTypes;
  if (recordType === undefined) throw new Error('the example pack has a record type');
  const batch = { receivedAtMs: 1_700_000_000_000, source: 'lab', batchId: 'b1' };
  const save = (rows: readonly Record<string, unknown>[]) =>
    inTransaction(database.pool, (client) => saveRecords(client, recordType, rows, batch));

  it('keeps one row a natural key: the last, also within a batch and however the key is written', async () => {
    await save([{ sample_id: 1, taken_on: '2026-01-02', property: 'density', value: 0.8, curve: [1, 2.5] }]);
    const outcome = await save([
      { sample_id: 1, taken_on: '2026-01-02', value: 0.7 },
      { sample_id: 1, taken_on: '20260102', value: 0.75 },
    ]);
    expect(outcome.refused).toEqual([]);
    const { rows } = await database.pool.query('select * from stg.lab_results where sample_id = 1');
    expect(rows).toEqual([
      {
        sample_id: '1',
        taken_on: '2026-01-02',
        property: null,
        value: '0.75',
        curve: null,
        received_at: new Date(batch.receivedAtMs),
        source: 'lab',
        batch_id: 'b1',
      },
    ]);
  });

  it('stores the good rows of a batch and names those that Postgres refuses', async () => {
    const rows = Array.from({ length: 9 }, (_, at) => ({ sample_id: 100 + at, taken_on: '2026-01-03', value: at }));
    const outcome = await save(
      rows.map((row, at) => (at === 4 ? { ...row, value: -1 } : at === 7 ? { ...row, taken_on: 'soon' } : row)),
    );
    expect(outcome.stored).toBe(7);
    expect(outcome.refused.map((row) => row.index)).toEqual([4, 7]);
    expect(outcome.refused[0]?.reason).toMatch(/check constraint/);
    const { rows: found } = await database.pool.query(
      'select count(*)::int as n from stg.lab_results where sample_id >= 100',
    );
    expect(found).toEqual([{ n: 7 }]);
  });
});

const forecastAt = (issuedAtMs: number, model: string, more: Partial<Forecast> = {}): Forecast => ({
  asset: 'well-101',
  measurement: 'esp',
  field: 'temperature',
  model,
  issuedAtMs,
  cutoffMs: issuedAtMs - 1_000,
  stepMs: 60_000,
  mean: [1.5, 2.25],
  quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [quantile, 1 + quantile]])),
  calibrated: true,
  origins: 60,
  runId: 'r1',
  ...more,
});

describe('forecasts and scores', () => {
  it('gives back the published vintage as it was believed at a time', async () => {
    const first = forecastAt(1_000_000, 'holt-winters@1');
    const second = forecastAt(2_000_000, 'seasonal-naive@1');
    await saveForecasts(database.pool, [first, second], { champion: true });
    await saveForecasts(database.pool, [forecastAt(2_000_000, 'holt-winters@1')], { champion: false });
    await saveForecasts(database.pool, [second], { champion: true });
    expect(await forecastVintages(database.pool)).toEqual([{ ...second, champion: true }]);
    expect(await forecastVintages(database.pool, { believedAtMs: 1_999_999 })).toEqual([{ ...first, champion: true }]);
    expect((await forecastVintages(database.pool, { vintages: 5 })).map((v) => v.issuedAtMs)).toEqual([
      2_000_000, 1_000_000,
    ]);
    expect((await forecastVintages(database.pool, { model: 'holt-winters' })).map((v) => v.champion)).toEqual([false]);
    expect(await forecastVintages(database.pool, { signals: ['esp.pressure'] })).toEqual([]);
  });

  it('gives back the newest back-test of each model', async () => {
    const score = {
      asset: 'well-101',
      measurement: 'esp',
      field: 'temperature',
      model: 'holt-winters@1',
      mase: null,
      wape: 0.1,
      pinball: 2,
      origins: 70,
      coverage: { '0.8': { hit: 56, n: 70 } },
      runId: 'r1',
      champion: true,
    };
    await saveScores(database.pool, [
      { ...score, scoredAtMs: 1 },
      { ...score, scoredAtMs: 2, pinball: 1 },
      { ...score, scoredAtMs: 1, model: 'seasonal-naive@1', champion: false },
    ]);
    const scores = await latestScores(database.pool);
    expect(scores.map((one) => [one.model, one.pinball])).toEqual([
      ['holt-winters@1', 1],
      ['seasonal-naive@1', 2],
    ]);
    expect(scores[0]).toEqual({ ...score, scoredAtMs: 2, pinball: 1 });
  });
});

describe('runs', () => {
  it('keeps what a run said and how it ended', async () => {
    const runs = openRuns(database.pool);
    const run = await runs.start({ kind: 'flow', name: 'sales', reason: 'demand', detail: { fromDay: '2026-01-01' } });
    await run.log('info', 'load', 'rows loaded', { rows: 3n });
    await run.log('warn', 'load', 'rows refused');
    await run.succeed({ seconds: 1.5 });
    const other = await runs.start({ kind: 'forecast', name: 'example', reason: 'schedule' });
    await other.fail(new Error('no history'));
    expect(await runs.get(run.id)).toMatchObject({
      state: 'succeeded',
      detail: { fromDay: '2026-01-01', seconds: 1.5 },
      error: null,
    });
    expect((await runs.logs(run.id)).map((entry) => [entry.level, entry.fields])).toEqual([
      ['info', { rows: 3 }],
      ['warn', {}],
    ]);
    expect((await runs.list({ kind: 'forecast' })).map((one) => one.error)).toEqual(['no history']);
    const left = await runs.start({ kind: 'flow', name: 'sales', reason: 'demand', id: 'promised' });
    expect(await runs.failLeftRunning('flow', 'the process ended')).toBe(1);
    expect((await runs.get(left.id))?.state).toBe('failed');
  });
});

describe('tokens', () => {
  it('knows a token by its hash until it is revoked', async () => {
    const { id, token } = await createToken(database.pool, { name: 'telegraf', scopes: ['write'] });
    expect(await checkToken(database.pool, token)).toEqual({ id, scopes: ['write'] });
    expect(await checkToken(database.pool, `${token}x`)).toBeUndefined();
    const { rows } = await database.pool.query('select hash from ops.tokens');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await listTokens(database.pool)).map((one) => [one.name, one.lastUsedAtMs !== null])).toEqual([
      ['telegraf', true],
    ]);
    expect(await revokeToken(database.pool, id)).toBe(true);
    expect(await checkToken(database.pool, token)).toBeUndefined();
  });

  it('takes the operator’s own secret again and again', async () => {
    const first = await createToken(database.pool, { name: 'main', scopes: ['write'], secret: 'chosen' });
    const second = await createToken(database.pool, { name: 'main', scopes: ['write', 'manage'], secret: 'chosen' });
    expect(second).toEqual(first);
    expect(await checkToken(database.pool, 'chosen')).toEqual({ id: first.id, scopes: ['write', 'manage'] });
  });
});

describe('settings, notifications', () => {
  it('gives back what was set, checked', async () => {
    await writeSetting(database.pool, 'demo', { weeks: 3 });
    expect(await readSetting(database.pool, 'demo', z.object({ weeks: z.number() }))).toEqual({ weeks: 3 });
    expect(await readSetting(database.pool, 'other', z.string())).toBeUndefined();
    await expect(readSetting(database.pool, 'demo', z.string())).rejects.toThrow();
  });
  it('lists notifications, the newest first', async () => {
    await saveNotification(database.pool, { status: 'firing', title: 'one', message: '', body: { a: 1 } });
    await saveNotification(database.pool, { status: 'resolved', title: 'two', message: '', body: {} });
    expect((await listNotifications(database.pool)).map((one) => one.title)).toEqual(['two', 'one']);
  });
});

describe('the analyst', () => {
  it('reads everything but tokens, also tables made later, and writes nothing', async () => {
    await Promise.all([ensureAnalyst(database.pool, 'p1'), ensureAnalyst(database.pool, "it's")]);
    await ensureAnalyst(database.pool, "it's secret");
    await database.pool.query('create table mart.later (n int); insert into mart.later values (5)');
    const address = new URL(database.url);
    address.username = 'analyst';
    address.password = encodeURIComponent("it's secret");
    const analyst = openPool(address.toString(), { max: 1 });
    expect((await analyst.query('select n from mart.later')).rows).toEqual([{ n: 5 }]);
    expect((await analyst.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '1min' }]);
    await analyst.query('select from ops.signals');
    await expect(analyst.query('select from ops.tokens')).rejects.toThrow(/permission denied/);
    await expect(analyst.query('insert into mart.later values (6)')).rejects.toThrow(/read-only/);
    await expect(
      analyst.query('set default_transaction_read_only = off; insert into mart.later values (6)'),
    ).rejects.toThrow();
    await analyst.end();
  });
});
