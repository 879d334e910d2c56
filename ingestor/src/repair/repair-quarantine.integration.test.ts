import { QUARANTINE_REPLAY_QUEUE } from '@wellhead/contracts';
import {
  correctQuarantined,
  dismissQuarantined,
  installPack,
  listLedger,
  listQuarantine,
  migrateUp,
  openCheckCatalogue,
  openJobs,
  openRuns,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}`;
const NOW = Date.UTC(2026, 4, 1, 8);

describe('repairing refused input', () => {
  let fixture: IngestorFixture;
  let now: number;
  beforeEach(async () => {
    now = NOW;
    fixture = await openIngestorFixture({ clock: () => now });
    await migrateUp(fixture.database.pool, [examplePack]);
    await installPack(fixture.database.pool, examplePack);
  });
  afterEach(() => fixture.close());

  const pool = () => fixture.database.pool;
  const send = async (to: string, body: string, source = 'scada') => {
    const { status } = await fixture.post(to, body, { 'x-wellhead-source': source });
    await fixture.ingestor.drained();
    return status;
  };
  const rows = async (state?: 'open' | 'replayed' | 'dismissed') =>
    (await listQuarantine(pool(), { state, limit: 10_000 })).toReversed();
  const books = async () => {
    const { isBalanced: ok } = await fixture.ingestor.checkLedger();
    const sum = { received: 0, accepted: 0, quarantined: 0 };
    for (const hour of await listLedger(pool())) {
      sum.received += hour.received;
      sum.accepted += hour.accepted;
      sum.quarantined += hour.quarantined;
    }
    return { ok, ...sum };
  };
  const readings = async (measurement: string) => {
    const all = { fromNs: -(2n ** 62n), toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
    const found = await fixture.telemetry.read({ selector: { measurement }, ...all });
    return found.flatMap(({ series, timeNs, values }) =>
      [...timeNs].map((at, row) => [series.key, Number(at / 1_000_000n), values[row]]),
    );
  };

  it('lets a corrected line in with the time at which it was received, and moves the books', async () => {
    // Seconds, no time in the second line: what it takes to read it again as it came is kept.
    expect(
      await send(`${WRITE}&precision=s`, 'pump speed=oops 1700000000\npump speed=fast\npump speed=3 1700000001'),
    ).toBe(400);
    expect(await books()).toMatchObject({ ok: true, received: 3, accepted: 1, quarantined: 2 });
    now += 3_600_000;
    const [first, second] = await rows();
    expect(await fixture.ingestor.repair({})).toEqual({ replayed: 0, refusedAgain: 2 });
    expect(await rows('open')).toMatchObject([
      { attempts: 1, lastReason: expect.stringContaining('oops') },
      { attempts: 1, lastReason: expect.stringContaining('fast') },
    ]);
    await correctQuarantined(pool(), first?.id ?? 0, 'pump speed=1 1700000000', 'ann');
    await correctQuarantined(pool(), second?.id ?? 0, 'pump speed=2', 'ann');
    expect(await fixture.ingestor.repair({ ids: [first?.id ?? 0, second?.id ?? 0] })).toEqual({
      replayed: 2,
      refusedAgain: 0,
    });
    expect(await readings('pump')).toEqual([
      ['pump speed', 1_700_000_000_000, 1],
      ['pump speed', 1_700_000_001_000, 3],
      ['pump speed', NOW, 2],
    ]);
    expect(await rows()).toMatchObject([
      { state: 'replayed', raw: 'pump speed=oops 1700000000', corrected: 'pump speed=1 1700000000', changedBy: 'ann' },
      { state: 'replayed', raw: 'pump speed=fast' },
    ]);
    expect(await books()).toMatchObject({ ok: true, received: 3, accepted: 3, quarantined: 0 });
    // Once more finds nothing to do.
    expect(await fixture.ingestor.repair({})).toEqual({ replayed: 0, refusedAgain: 0 });
    expect(await books()).toMatchObject({ ok: true, received: 3, accepted: 3, quarantined: 0 });
  });

  it('repairs points and records, and a record that came later stays', async () => {
    expect(
      await send('/api/v1/telemetry', JSON.stringify([{ measurement: 'pump', fields: { speed: {} }, time: 5 }])),
    ).toBe(400);
    expect(
      await send(
        '/api/v1/records/lab_results',
        JSON.stringify([
          { sample_id: 1, taken_on: '2026-05-01', value: 'high' },
          { sample_id: 2, taken_on: '2026-05-01', value: -1 },
        ]),
      ),
    ).toBe(400);
    now += 60_000;
    expect(
      await send('/api/v1/records/lab_results', JSON.stringify([{ sample_id: 1, taken_on: '2026-05-01', value: 7 }])),
    ).toBe(200);
    const before = await books();
    expect(before).toMatchObject({ ok: true, received: 4, accepted: 2, quarantined: 2 });
    const open = await rows('open');
    expect(open.map(({ kind, refusedBy, covers }) => [kind, refusedBy, covers])).toEqual([
      ['points', 'parser', 1],
      ['records', 'record-schema', 1],
      ['records', 'store postgres', 0],
    ]);
    const corrections = [
      { measurement: 'pump', fields: { speed: 9 }, time: 5 },
      { sample_id: 1, taken_on: '2026-05-01', value: 6 },
      { sample_id: 2, taken_on: '2026-05-01', value: 1 },
    ];
    for (const [at, row] of open.entries())
      await correctQuarantined(pool(), row.id, JSON.stringify(corrections[at]), 'ann');
    expect(await fixture.ingestor.repair({})).toEqual({ replayed: 3, refusedAgain: 0 });
    expect(await readings('pump')).toEqual([['pump speed', 5, 9]]);
    const stored = await pool().query('select sample_id, value::float8, received_at from stg.lab_results order by 1');
    expect(stored.rows).toEqual([
      { sample_id: '1', value: 7, received_at: new Date(NOW + 60_000) },
      { sample_id: '2', value: 1, received_at: new Date(NOW) },
    ]);
    expect(await books()).toMatchObject({ ok: true, received: 4, accepted: 4, quarantined: 0 });
  });

  it('takes what quarantine holds only in part out of the raw archive: the rest of a body, and long lines', async () => {
    const bad = Array.from(
      { length: 1_500 },
      (_, at) => `esp,asset=well-101 temperature=${at % 2 === 0 ? 999 : 998} ${at + 1}`,
    );
    const long = `pump,note=${'x'.repeat(6_000)} speed=oops 1`;
    await openCheckCatalogue(pool()).set(
      { measurement: 'esp', field: 'temperature', assets: [], hard: { high: 300 } },
      'ann',
    );
    await fixture.ingestor.refreshChecks();
    expect(await send(WRITE, [...bad, long, 'pump speed=1 1'].join('\n'))).toBe(400);
    const open = await rows('open');
    expect(open).toHaveLength(1_002);
    expect(open.filter(({ covers }) => covers > 1)).toMatchObject([
      { covers: 500, refusedBy: 'check hard-range', isPart: false },
    ]);
    expect(open.filter(({ isPart }) => isPart)).toMatchObject([{ refusedBy: 'parser', covers: 1 }]);
    expect(
      await correctQuarantined(pool(), open.find(({ covers }) => covers > 1)?.id ?? 0, 'x', 'ann'),
    ).toBeUndefined();

    // The limit was wrong: 998 is possible after all.
    await openCheckCatalogue(pool()).set(
      { measurement: 'esp', field: 'temperature', assets: [], hard: { high: 998 } },
      'ann',
    );
    await fixture.ingestor.refreshChecks();
    const outcome = await fixture.ingestor.repair({
      refusedBy: 'check hard-range',
      asset: 'well-101',
      reason: 'NOT POSSIBLE',
    });
    // 500 alone and the one that stands for the rest; of the rest, those that are still refused are rows of their own now.
    expect(outcome).toEqual({ replayed: 501, refusedAgain: 500 });
    expect(await readings('esp')).toHaveLength(750);
    expect((await rows('open')).filter(({ refusedBy }) => refusedBy === 'check hard-range')).toHaveLength(750);
    expect(await books()).toMatchObject({ ok: true, received: 1_502, accepted: 751, quarantined: 751 });

    expect(await fixture.ingestor.repair({ refusedBy: 'parser' })).toEqual({ replayed: 0, refusedAgain: 1 });
    const [part] = await listQuarantine(pool(), { refusedBy: 'parser' });
    expect([part?.lastReason, part?.raw.length]).toEqual([expect.stringContaining('oops'), 4_096]);
  });

  it('dismisses only with a reason, and what is dismissed stays to be seen and is left alone', async () => {
    await send(WRITE, 'pump speed=oops 1\npump speed=bad 2');
    expect(await dismissQuarantined(pool(), { reason: 'no such reason' }, 'test data', 'ann')).toBe(0);
    expect(await dismissQuarantined(pool(), { source: 'scada', fromMs: NOW, toMs: NOW + 1 }, 'test data', 'ann')).toBe(
      2,
    );
    expect(await rows('dismissed')).toMatchObject([{ settledReason: 'test data', changedBy: 'ann' }, {}]);
    expect(await correctQuarantined(pool(), (await rows())[0]?.id ?? 0, 'pump speed=1', 'ann')).toBeUndefined();
    expect(await fixture.ingestor.repair({})).toEqual({ replayed: 0, refusedAgain: 0 });
    expect(await books()).toMatchObject({ ok: true, received: 2, quarantined: 2 });
  });

  it('comes back from the archive as it was repaired, rows and their state', async () => {
    await send(WRITE, 'pump speed=oops 1000000000\npump speed=2 2000000000');
    await correctQuarantined(pool(), (await rows())[0]?.id ?? 0, 'pump speed=1 1000000000', 'ann');
    now += 1_000;
    await fixture.ingestor.repair({});
    await fixture.ingestor.replay({ fromMs: 0, toMs: 0 });
    const rebuilt = await openIngestorFixture({ clock: () => now });
    try {
      await rebuilt.restart({
        stores: { telemetry: rebuilt.telemetry, pool: rebuilt.database.pool, archive: fixture.archive },
      });
      await rebuilt.ingestor.replay({ fromMs: NOW, toMs: NOW + 1 });
      const all = { fromNs: 0n, toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
      const [series] = await rebuilt.telemetry.read({ selector: { measurement: 'pump' }, ...all });
      expect(series?.values).toEqual(Float64Array.of(1, 2));
      expect(await listQuarantine(rebuilt.database.pool)).toMatchObject([
        { raw: 'pump speed=oops 1000000000', state: 'replayed' },
      ]);
    } finally {
      await rebuilt.close();
    }
  });

  it('goes on as a job, whose run says what it did', async () => {
    const jobs = await openJobs(pool(), pino({ level: 'silent' }));
    try {
      await fixture.restart({ jobs });
      await send(WRITE, 'pump speed=oops 1');
      const outcome = await jobs.sendAndWait(QUARANTINE_REPLAY_QUEUE, { source: 'scada' }, { timeoutMs: 20_000 });
      expect(outcome).toMatchObject({ kind: 'completed', output: { replayed: 0, refusedAgain: 1 } });
      expect(await openRuns(pool()).list({ kind: 'replay' })).toMatchObject([
        { name: 'quarantine', state: 'succeeded', detail: { source: 'scada', refusedAgain: 1 } },
      ]);
    } finally {
      await jobs.close();
    }
  });
});
