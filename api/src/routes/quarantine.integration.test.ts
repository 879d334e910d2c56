import { QUARANTINE_REPLAY_QUEUE } from '@wellhead/contracts';
import { createToken, quarantineRows } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import type { ServedApi } from '../../testing/serve-api.js';
import { json, problem, serveExample } from '../../testing/serve-example.js';

interface Shown {
  readonly id: number;
  readonly state: string;
  readonly corrected: string | null;
  readonly settledReason: string | null;
}

describe('quarantine over HTTP', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveExample();
    const row = {
      receivedAtMs: NOW_MS,
      source: 'plc',
      refusedBy: 'parser',
      reason: 'no field',
      place: {},
      ingestor: 'i',
    };
    await quarantineRows(api.fixture.stores.pool, [
      { ...row, raw: 'esp,asset=well-101', spoolSequence: 1 },
      {
        ...row,
        raw: 'esp,asset=well-1010',
        spoolSequence: 2,
        refusedBy: 'check hard-range',
        reason: 'not 100 % possible; found 120; expected at most 100',
      },
      { ...row, raw: '{"tags":{"asset":"well-101"}}', spoolSequence: 3, source: 'lab', receivedAtMs: NOW_MS - 5_000 },
      { ...row, raw: 'x', spoolSequence: 4, covers: 7 },
    ]);
  });
  afterAll(() => api.close());
  const found = async (filter: string): Promise<number[]> =>
    (await json<Shown[]>(await api.ask('GET', `/quarantine?${filter}`))).map(({ id }) => id);

  it('filters by source, refuser, reason, asset, time and state', async () => {
    const [fourth = 0, third = 0, second = 0, first = 0] = await found('');
    expect(await found('source=lab')).toEqual([third]);
    expect(await found(`refusedBy=${encodeURIComponent('check hard-range')}`)).toEqual([second]);
    expect(await found(`reason=${encodeURIComponent('100 % POSS')}`)).toEqual([second]);
    expect(await found('asset=well-1010')).toEqual([second]);
    expect(await found('asset=well-101')).toEqual([third, first]);
    expect(await found(`fromMs=${NOW_MS - 5_000}&toMs=${NOW_MS}`)).toEqual([third]);
    expect(await found('state=replayed')).toEqual([]);
    expect(await found(`beforeId=${second}`)).toEqual([first]);
    expect(fourth).toBeGreaterThan(third);
  });

  it('counts what is refused by reason, source, refuser and state, under the same filters', async () => {
    const counted = async (query: string) =>
      (
        await json<{ value: string; rows: number; covers: number }[]>(
          await api.ask('GET', `/quarantine/counts?${query}`),
        )
      ).map(({ value, rows, covers }) => [value, rows, covers]);
    expect(await counted('')).toEqual([
      ['no field', 3, 9],
      ['not 100 % possible', 1, 1],
    ]);
    expect(await counted('by=source')).toEqual([
      ['plc', 3, 9],
      ['lab', 1, 1],
    ]);
    expect(await counted('by=refusedBy&limit=1')).toEqual([['parser', 3, 9]]);
    expect(await counted(`by=state&toMs=${NOW_MS}`)).toEqual([['open', 1, 1]]);
    expect((await api.ask('GET', '/quarantine/counts?by=mood')).status).toBe(400);
    // What a group is called finds its rows.
    expect(await found(`reason=${encodeURIComponent('not 100 % possible')}`)).toHaveLength(1);
  });

  it('shows one row, corrects it beside what came, and says why others cannot be', async () => {
    const [summary = 0, , , first = 0] = await found('');
    const corrected = await json<Shown>(
      await api.ask('PUT', `/quarantine/${first}`, { corrected: 'esp v=1', by: 'ann' }),
    );
    expect(corrected).toMatchObject({
      raw: 'esp,asset=well-101',
      corrected: 'esp v=1',
      changedBy: 'ann',
      state: 'open',
    });
    expect(await json(await api.ask('GET', `/quarantine/${first}`))).toEqual(corrected);
    const whole = await api.ask('PUT', `/quarantine/${summary}`, { corrected: 'esp v=1' });
    expect([whole.status, (await problem(whole)).detail]).toEqual([
      409,
      expect.stringContaining('stands for 7 refused'),
    ]);
    expect((await api.ask('GET', '/quarantine/x')).status).toBe(404);
    expect((await api.ask('PUT', '/quarantine/999999', { corrected: 'x' })).status).toBe(404);
  });

  it('queues a replay of the rows that are asked for, for the ingestor to carry out', async () => {
    const response = await api.ask('POST', '/quarantine/replays', { source: 'lab' });
    expect([response.status, await json(response)]).toMatchObject([202, { queue: QUARANTINE_REPLAY_QUEUE }]);
    expect((await api.ask('POST', '/quarantine/replays', { source: 'lab' })).status).toBe(409);
    const archive = await api.ask('POST', '/replays', { fromMs: 5, toMs: 5 });
    expect([archive.status, (await problem(archive)).detail]).toEqual([400, 'fromMs 5 is not before toMs 5.']);
    expect((await api.ask('POST', '/replays', { fromMs: 0, toMs: 5 })).status).toBe(202);
  });

  it('dismisses with a reason and never without conditions; what is dismissed stays to be seen', async () => {
    expect((await api.ask('POST', '/quarantine/dismissals', { rows: {}, reason: 'old' })).status).toBe(400);
    expect((await api.ask('POST', '/quarantine/dismissals', { rows: { source: 'lab' }, reason: ' ' })).status).toBe(
      400,
    );
    const dismissed = await api.ask('POST', '/quarantine/dismissals', { rows: { source: 'lab' }, reason: 'test data' });
    expect(await json(dismissed)).toEqual({ dismissed: 1 });
    expect(await json(await api.ask('GET', '/quarantine?state=dismissed'))).toMatchObject([
      { settledReason: 'test data' },
    ]);
  });

  it('lets viewers see and nobody but editors repair', async () => {
    const { token } = await createToken(api.fixture.stores.pool, { name: 'viewer', scopes: ['read'] });
    const as = { authorization: `Bearer ${token}` };
    expect((await api.ask('GET', '/quarantine', undefined, as)).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/quarantine/replays', {}],
      ['POST', '/quarantine/dismissals', { rows: { ids: [1] }, reason: 'x' }],
      ['POST', '/replays', { fromMs: 0, toMs: 1 }],
      ['PUT', '/checks', { measurement: 'm', field: 'f' }],
    ] as const)
      expect([path, (await api.ask(method, path, body, as)).status]).toEqual([path, 403]);
  });

  it('sets checks and intake policies, and shows who did', async () => {
    const check = { measurement: 'esp', field: 'pressure', hard: { low: 0 }, soft: { low: 10, high: 5 }, by: 'ann' };
    expect((await api.ask('PUT', '/checks', check)).status).toBe(400);
    expect((await api.ask('PUT', '/checks', { ...check, soft: { low: 10 } })).status).toBe(200);
    expect(await json(await api.ask('GET', '/checks'))).toMatchObject([
      { pack: 'example', soft: { low: 10 }, changedBy: 'ann' },
    ]);
    expect((await api.ask('DELETE', '/checks?measurement=esp&field=pressure')).status).toBe(200);
    expect((await api.ask('DELETE', '/checks?measurement=esp&field=pressure')).status).toBe(404);
    expect((await api.ask('PUT', '/intake-policies/example', { unknownAsset: 'register', by: 'ann' })).status).toBe(
      200,
    );
    expect((await api.ask('PUT', '/intake-policies/none', {})).status).toBe(404);
    expect(await json(await api.ask('GET', '/intake-policies'))).toMatchObject([
      { pack: 'example', unknownAsset: 'register', clockSkewMs: 300_000, changedBy: 'ann' },
    ]);
  });
});
