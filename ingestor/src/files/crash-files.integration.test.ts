import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  listLedger,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFiles,
  openFolderArchive,
  saveMapping,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import type { CrashOrder } from '../../testing/crash-child.js';
import { startIngestor } from '../start-ingestor.js';

const TOKEN = 'crash-test-token';
const ROWS = 20_000;
const BAD_EVERY = 1_000;
const child = fileURLToPath(new URL('../../testing/crash-child.ts', import.meta.url));
const MAPPING = `
source: crash
time: { column: time, format: epoch-s }
readings:
  form: wide
  asset: { column: well }
  columns: [{ column: v, signal: crash.v, type: integer }]
`;
const CSV = `time,well,v,remark\n${Array.from(
  { length: ROWS },
  (_, row) => `${1_700_000_000 + row},well-${row % 7},${row % BAD_EVERY === 500 ? 'bad' : row},nothing to say\n`,
).join('')}`;

let dir: string;
let database: TestDatabase;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-crash-files-'));
  await chmod(dir, 0o755);
  database = await openTestDatabase();
  await saveMapping(database.pool, 'crash', MAPPING, 'test');
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

/** Runs an ingestor until it is killed at the point of the order, or until no file is left to take in. */
async function runUntilKilled(order: Partial<CrashOrder>, isFirst: boolean): Promise<'killed' | 'done'> {
  const given: CrashOrder = { dir, databaseUrl: database.url, token: TOKEN, ...order };
  const process = fork(child, [JSON.stringify(given)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  const ended = once(process, 'exit');
  const [message] = (await Promise.race([once(process, 'message'), ended.then(() => [{}])])) as [{ url?: string }];
  if (isFirst) {
    const headers = { authorization: `Token ${TOKEN}` };
    const answer = await fetch(`${message.url}/api/v1/files?name=crash.csv&mapping=crash`, {
      method: 'POST',
      body: CSV,
      headers,
    });
    expect(answer.status).toBe(202);
  }
  const files = openFiles(database.pool);
  for (let isEnded = false; !isEnded;) {
    isEnded = await Promise.race([ended.then(() => true), new Promise<false>((tick) => setTimeout(tick, 50, false))]);
    if (!isEnded && (await files.unfinished()).length === 0) {
      process.disconnect();
      await ended;
      return 'done';
    }
  }
  return 'killed';
}

it.each(['after-append', 'before-ack', 'mid-flush'] as const)(
  'a file whose ingestor is killed again and again %s is stored once, each row, and its books balance',
  async (point) => {
    let kills = 0;
    while ((await runUntilKilled({ killAt: { point, hit: 2 } }, kills === 0)) === 'killed') kills += 1;
    expect(kills).toBeGreaterThan(0);

    const telemetry = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb') });
    const ingestor = await startIngestor({
      stores: { telemetry, pool: database.pool, archive: openFolderArchive(path.join(dir, 'archive')) },
      fieldTypes: await openFieldTypeRegistry(database.pool),
      dataDir: path.join(dir, 'ingestor'),
      host: '127.0.0.1',
      port: 0,
      bucket: 'wellhead',
      token: TOKEN,
      log: pino({ level: 'silent' }),
      clock: Date.now,
    });
    await ingestor.drained();
    const series = await telemetry.read({
      selector: { measurement: 'crash' },
      fromNs: 0n,
      toNs: 2n ** 62n,
      shape: { kind: 'raw' },
    });
    const values = series.flatMap(({ values: found }) => [...(found as BigInt64Array)].map(Number));
    const ledger = await listLedger(database.pool);
    const quarantined = await database.pool.query<{ row: string }>(
      `select place ->> 'row' as row from ops.quarantine where place ? 'file' order by id`,
    );
    const [file] = await openFiles(database.pool).list();
    expect(await ingestor.checkLedger()).toMatchObject({ isBalanced: true });
    await ingestor.close();
    await telemetry.close();

    const bad = ROWS / BAD_EVERY;
    expect(new Set(values).size).toBe(ROWS - bad);
    expect(values).toHaveLength(ROWS - bad);
    expect(quarantined.rows.map(({ row }) => Number(row))).toEqual(
      Array.from({ length: bad }, (_, at) => at * BAD_EVERY + 502),
    );
    expect(ledger.reduce((sum, { received }) => sum + received, 0)).toBe(ROWS);
    expect(file).toMatchObject({ state: 'done', rowsRead: ROWS, rowsStored: ROWS - bad, rowsRefused: bad });
  },
  240_000,
);
