import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ARCHIVE_REPLAY_QUEUE } from '@wellhead/contracts';
import {
  installPack,
  listLedger,
  listQuarantine,
  migrateUp,
  openDuckDbStore,
  openJobs,
  openMemoryStore,
  openRuns,
  openS3Archive,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestS3 } from '../../../stores/testing/s3.js';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}`;
const ALL = { fromMs: 0, toMs: 4e12 };

async function openWithPack(telemetry: TelemetryStore, clock: () => number): Promise<IngestorFixture> {
  const fixture = await openIngestorFixture({ telemetry, clock });
  await migrateUp(fixture.database.pool, [examplePack]);
  await installPack(fixture.database.pool, examplePack);
  return fixture;
}

/** Every reading of a store, as text, in one order. */
async function readingsIn(store: TelemetryStore): Promise<readonly string[]> {
  const all = await store.read({ selector: {}, fromNs: -(2n ** 62n), toNs: 2n ** 62n, shape: { kind: 'raw' } });
  return all
    .flatMap(({ series, timeNs, values }) =>
      [...timeNs].map((at, row) => `${series.type} ${series.key} ${at} ${String(values[row])}`),
    )
    .sort();
}

const recordsIn = async ({ database }: IngestorFixture) =>
  (await database.pool.query('select * from stg.lab_results order by sample_id, taken_on')).rows as unknown[];
const quarantineIn = async ({ database }: IngestorFixture) =>
  (await listQuarantine(database.pool, { limit: 10_000 }))
    .map(({ id: _id, ...row }) => row)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('replaying the raw archive', () => {
  let dir: string;
  let now = Date.UTC(2026, 4, 1, 8);
  let original: IngestorFixture;
  const clock = () => now;
  const send = async (to: string, body: string, source: string) => {
    const response = await original.post(to, body, { 'x-wellhead-source': source });
    now += 60_000;
    return response.status;
  };

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-replay-'));
    original = await openWithPack(await openDuckDbStore({ file: path.join(dir, 'original.duckdb') }), clock);
    const lab = (value: number) => JSON.stringify([{ sample_id: 1, taken_on: '2026-05-01', value }]);
    expect(
      await send(
        WRITE,
        'esp,asset=well-101 temperature=90,starts=3i 1000\nesp,asset=well-101 temperature=91 2000',
        'scada',
      ),
    ).toBe(204);
    // Without a time: it gets the time of its arrival, then and in a replay.
    expect(await send(WRITE, 'esp,asset=well-101 temperature=95,note="a b"', 'scada')).toBe(204);
    expect(await send('/api/v1/records/lab_results', lab(1), 'lab')).toBe(200);
    // Late, and over one that is there.
    expect(
      await send(WRITE, 'esp,asset=well-101 temperature=80 500\nesp,asset=well-101 temperature=92 2000', 'late'),
    ).toBe(204);
    expect(
      await send(
        WRITE,
        'esp,asset=well-101 temperature=oops 3000\nesp,asset=well-101 starts=1.5 3000\nesp,asset=well-101 on=true 3000',
        'scada',
      ),
    ).toBe(400);
    expect(
      await send(
        '/api/v1/telemetry',
        JSON.stringify([
          { measurement: 'esp', fields: { count: { unsigned: '18446744073709551615' } }, time: 5 },
          { measurement: 'esp', fields: {} },
        ]),
        'json',
      ),
    ).toBe(400);
    // Upserted twice, one row refused by its schema and one by the table.
    expect(await send('/api/v1/records/lab_results', lab(2), 'lab')).toBe(200);
    expect(
      await send(
        '/api/v1/records/lab_results',
        JSON.stringify([
          { sample_id: 'x' },
          { sample_id: 2, taken_on: '2026-05-02', value: -1 },
          { sample_id: 3, taken_on: '2026-05-02', curve: [1, 2] },
        ]),
        'lab',
      ),
    ).toBe(400);
    await original.ingestor.drained();
  });
  afterAll(async () => {
    await original.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('rebuilds telemetry, records and quarantine in empty stores, identical row by row', async () => {
    // A replay seals and archives what is there first; one of nothing does only that.
    await original.ingestor.replay({ fromMs: 0, toMs: 0 });
    const rebuilt = await openWithPack(await openDuckDbStore({ file: path.join(dir, 'rebuilt.duckdb') }), clock);
    try {
      await rebuilt.restart({
        stores: { telemetry: rebuilt.telemetry, pool: rebuilt.database.pool, archive: original.archive },
      });
      const outcome = await rebuilt.ingestor.replay(ALL);
      expect(outcome).toMatchObject({ records: 8, unknownTypes: {} });
      expect((await readingsIn(rebuilt.telemetry)).length).toBeGreaterThan(6);
      expect(await readingsIn(rebuilt.telemetry)).toEqual(await readingsIn(original.telemetry));
      expect(await recordsIn(rebuilt)).toEqual(await recordsIn(original));
      expect((await quarantineIn(rebuilt)).length).toBe(5);
      expect(await quarantineIn(rebuilt)).toEqual(await quarantineIn(original));
      // Counted once, when it came: a replay counts nothing.
      expect(await listLedger(rebuilt.database.pool)).toEqual([]);

      await rebuilt.ingestor.replay(ALL);
      expect(await readingsIn(rebuilt.telemetry)).toEqual(await readingsIn(original.telemetry));
      expect(await recordsIn(rebuilt)).toEqual(await recordsIn(original));
      expect((await quarantineIn(rebuilt)).length).toBe(5);
    } finally {
      await rebuilt.close();
    }
  });

  it('is harmless where the stores hold it already: what came later stays, even if it is not asked for', async () => {
    const before = {
      readings: await readingsIn(original.telemetry),
      records: await recordsIn(original),
      quarantine: await quarantineIn(original),
      ledger: await listLedger(original.database.pool),
    };
    // Only what scada sent: the reading at 2000 was overwritten by another source later.
    const outcome = await original.ingestor.replay({ ...ALL, source: 'scada' });
    expect(outcome).toMatchObject({ records: 3, laterReadings: 1 });
    // Only the first result of the laboratory, which was corrected later.
    await original.ingestor.replay({ fromMs: Date.UTC(2026, 4, 1, 8, 2), toMs: Date.UTC(2026, 4, 1, 8, 3) });
    expect({
      readings: await readingsIn(original.telemetry),
      records: await recordsIn(original),
      quarantine: await quarantineIn(original),
      ledger: await listLedger(original.database.pool),
    }).toEqual(before);
  });

  it('brings back readings that were lost, by source and time of receipt', async () => {
    const empty = await openIngestorFixture();
    try {
      await empty.restart({
        stores: { telemetry: empty.telemetry, pool: empty.database.pool, archive: original.archive },
      });
      const outcome = await empty.ingestor.replay({ fromMs: 0, toMs: Date.UTC(2026, 4, 1, 8, 1), source: 'scada' });
      expect(outcome).toMatchObject({ records: 1, rows: 2, laterReadings: 1 });
      expect(await readingsIn(empty.telemetry)).toEqual([
        'float esp,asset=well-101 temperature 1000 90',
        'float esp,asset=well-101 temperature 2000 92',
        'integer esp,asset=well-101 starts 1000 3',
      ]);
      // Records of a type that no pack here knows are left out, and it is said.
      expect((await empty.ingestor.replay({ ...ALL, source: 'lab' })).unknownTypes).toEqual({ lab_results: 4 });
    } finally {
      await empty.close();
    }
  });

  it('rebuilds the same from an archive in S3', async () => {
    const { config, close } = await startTestS3();
    const archive = await openS3Archive(config, path.join(dir, 'drafts'));
    const first = await openWithPack(openMemoryStore(), clock);
    const second = await openWithPack(openMemoryStore(), clock);
    try {
      await first.restart({ stores: { telemetry: first.telemetry, pool: first.database.pool, archive } });
      for (let at = 0; at < 3; at++) {
        expect((await first.post(WRITE, `pump speed=${at},count=${at}i ${at}`)).status).toBe(204);
        await first.ingestor.drained({ archive: true });
      }
      const results = JSON.stringify([{ sample_id: 7, taken_on: '2026-05-03', value: 4.5 }, { sample_id: 'x' }]);
      expect((await first.post('/api/v1/records/lab_results', results)).status).toBe(400);
      await first.ingestor.drained();
      // Seals and archives what is there.
      await first.ingestor.replay({ fromMs: 0, toMs: 0 });
      await second.restart({ stores: { telemetry: second.telemetry, pool: second.database.pool, archive } });
      expect(await second.ingestor.replay(ALL)).toMatchObject({ records: 4 });
      expect(await readingsIn(second.telemetry)).toEqual(await readingsIn(first.telemetry));
      expect(await readingsIn(second.telemetry)).toHaveLength(6);
      expect(await recordsIn(second)).toEqual(await recordsIn(first));
      expect(await recordsIn(second)).toHaveLength(1);
      expect(await quarantineIn(second)).toEqual(await quarantineIn(first));
      expect(await quarantineIn(second)).toHaveLength(1);
      // Again through a spool that holds less than a single one of the records twice.
      await second.restart({
        stores: { telemetry: second.telemetry, pool: second.database.pool, archive },
        limits: { spoolBytes: 1_200 },
      });
      expect(await second.ingestor.replay(ALL)).toMatchObject({ records: 4 });
      expect(await readingsIn(second.telemetry)).toEqual(await readingsIn(first.telemetry));
    } finally {
      await first.close();
      await second.close();
      archive.close();
      await close();
    }
  });

  it('goes on as a job, whose run says what it did', async () => {
    const log = pino({ level: 'silent' });
    const jobs = await openJobs(original.database.pool, log);
    try {
      await original.restart({ jobs });
      const outcome = await jobs.sendAndWait(ARCHIVE_REPLAY_QUEUE, { ...ALL, source: 'late' }, { timeoutMs: 20_000 });
      expect(outcome).toMatchObject({ kind: 'completed', output: { records: 1, rows: 2 } });
      expect(await openRuns(original.database.pool).list({ kind: 'replay' })).toMatchObject([
        { name: 'archive', state: 'succeeded', detail: { source: 'late', records: 1, rows: 2 } },
      ]);
    } finally {
      await jobs.close();
    }
  });
});
