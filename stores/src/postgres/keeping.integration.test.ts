import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { ensureAnalyst } from './analyst.js';
import { listNotifications, saveNotification } from './notifications.js';
import { openPool } from './pool.js';
import { openRuns } from './runs.js';
import { readSetting, writeSetting } from './settings.js';
import { checkToken, createToken, listTokens, revokeToken, useTokens } from './tokens.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
});
afterAll(() => database.close());

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
    const free = { sources: [], assets: [], limits: {}, expiresAtMs: null, linesToday: 0 };
    expect(await checkToken(database.pool, token)).toEqual({ id, scopes: ['write'], ...free });
    await useTokens(database.pool, [
      { token: id, requests: 1, lines: 5, bytes: 50 },
      { token: 'gone', requests: 1, lines: 1, bytes: 1 },
    ]);
    await useTokens(database.pool, [{ token: id, requests: 1, lines: 2, bytes: 20 }]);
    expect(await checkToken(database.pool, token)).toMatchObject({ linesToday: 7 });
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
    expect(await checkToken(database.pool, 'chosen')).toMatchObject({ id: first.id, scopes: ['write', 'manage'] });
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
