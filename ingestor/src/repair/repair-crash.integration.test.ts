import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  listLedger,
  listQuarantine,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import type { RepairCrashOrder } from '../../testing/repair-crash-child.js';
import { startIngestor } from '../start-ingestor.js';

const child = fileURLToPath(new URL('../../testing/repair-crash-child.ts', import.meta.url));
/** Rows are let in 500 at a time: after each of the four kills some are left. */
const LINES = 2_100;

let dir: string;
let database: TestDatabase;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-repair-crash-'));
  await chmod(dir, 0o755);
  database = await openTestDatabase();
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

async function withIngestor<T>(
  work: (parts: { ingestor: Awaited<ReturnType<typeof startIngestor>>; count: () => Promise<number> }) => Promise<T>,
): Promise<T> {
  const telemetry = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb') });
  const ingestor = await startIngestor({
    stores: { telemetry, pool: database.pool, archive: openFolderArchive(path.join(dir, 'archive')) },
    fieldTypes: await openFieldTypeRegistry(database.pool),
    dataDir: path.join(dir, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: 'wellhead',
    token: 'repair-crash-token',
    log: pino({ level: 'silent' }),
    clock: Date.now,
  });
  try {
    return await work({ ingestor, count: () => telemetry.count({ measurement: 'pump' }) });
  } finally {
    await ingestor.close();
    await telemetry.close();
  }
}

it(
  'killed in the middle of a repair, at each point, lets every row in once and no row is lost',
  { timeout: 120_000 },
  async () => {
    await withIngestor(async ({ ingestor }) => {
      const headers = { authorization: 'Token repair-crash-token' };
      for (let first = 0; first < LINES; first += 700) {
        const lines = Array.from({ length: 700 }, (_, at) => `pump speed=bad${first + at} ${first + at + 1}`);
        const to = `${ingestor.url}/api/v2/write?bucket=wellhead`;
        expect((await fetch(to, { method: 'POST', body: lines.join('\n'), headers })).status).toBe(400);
      }
      await ingestor.drained();
    });
    // The correction of each line, as a person would type it.
    await database.pool.query(`update ops.quarantine set corrected = regexp_replace(raw, 'bad', '')`);

    const kills: readonly [RepairCrashOrder['point'], number][] = [
      ['after-append', 1],
      ['mid-repair', 10],
      ['after-fsync', 1],
      ['between-sink-commits', 1],
    ];
    let killed = 0;
    for (const [point, hit] of kills) {
      const order: RepairCrashOrder = { dir, databaseUrl: database.url, point, hit };
      const process = fork(child, [JSON.stringify(order)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
      const [, signal] = (await once(process, 'exit')) as [number | null, string | null];
      if (signal === 'SIGKILL') killed += 1;
    }
    expect(killed).toBe(kills.length);

    await withIngestor(async ({ ingestor, count }) => {
      await ingestor.repair({});
      expect(await count()).toBe(LINES);
      expect((await listQuarantine(database.pool, { limit: 10_000 })).map(({ state }) => state)).toEqual(
        Array.from({ length: LINES }, () => 'replayed'),
      );
      expect(await ingestor.checkLedger()).toMatchObject({ isBalanced: true });
      const hours = await listLedger(database.pool);
      const sum = (pick: (hour: (typeof hours)[number]) => number): number =>
        hours.reduce((total, hour) => total + pick(hour), 0);
      expect([sum((hour) => hour.received), sum((hour) => hour.accepted), sum((hour) => hour.quarantined)]).toEqual([
        LINES,
        LINES,
        0,
      ]);
    });
  },
);
