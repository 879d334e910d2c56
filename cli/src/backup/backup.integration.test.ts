import { chmod, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environment } from '@wellhead/contracts';
import { startIngestor } from '@wellhead/ingestor';
import {
  manifestSchema,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openIngestorFixture, type IngestorFixture, TEST_TOKEN } from '../../../ingestor/testing/ingestor-fixture.js';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { listen } from '../../testing/listen.js';

const LINES = 50;
let dir: string;
let running: IngestorFixture;
let elsewhere: TestDatabase;
let writing: Writer;
let asked: Environment;
let intoElsewhere: Environment;

/** Writes batches one after the other; `acknowledged` is how many readings are durable, all numbers below it. */
interface Writer {
  readonly acknowledged: number;
  /** Resolves once this many more are acknowledged. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

function startWriter(fixture: IngestorFixture): Writer {
  let acknowledged = 0;
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      // Every batch brings a field that nobody has written before: its type must be in the backup, too.
      const lines = Array.from(
        { length: LINES },
        (_, at) => `flow,asset=a${at % 5} v=${acknowledged + at}i,f${acknowledged}=1 ${acknowledged + at + 1}`,
      );
      const response = await fixture.post(
        '/api/v2/write?bucket=wellhead',
        [...lines, `flow bad${acknowledged}`].join('\n'),
      );
      expect(response.status).toBe(400);
      await response.arrayBuffer();
      acknowledged += LINES;
    }
  };
  const ended = run();
  return {
    get acknowledged() {
      return acknowledged;
    },
    async more(count) {
      const goal = acknowledged + count;
      while (acknowledged < goal) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async stop() {
      isStopped = true;
      await ended;
    },
  };
}

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wellhead-backup-'));
  await chmod(dir, 0o755);
  running = await openIngestorFixture({
    telemetry: await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb') }),
    // Small segments, so that some are archived and some are not when the backup is taken.
    limits: { segmentBytes: 20_000 },
  });
  elsewhere = await openTestDatabase({ empty: true });
  asked = { WELLHEAD_URL: running.ingestor.url, WELLHEAD_TOKEN: TEST_TOKEN, WELLHEAD_DATA_DIR: path.join(dir, 'none') };
  intoElsewhere = { DATABASE_URL: elsewhere.url, WELLHEAD_DATA_DIR: path.join(dir, 'none') };
  writing = startWriter(running);
});
afterEach(async () => {
  await writing.stop();
  await running.close();
  await elsewhere.close();
  await rm(dir, { recursive: true, force: true });
});

/** The numbers of the readings in a store, in their order. */
async function numbersIn(telemetry: TelemetryStore): Promise<number[]> {
  const found = await telemetry.read({
    selector: { measurement: 'flow', field: 'v' },
    fromNs: 0n,
    toNs: 1n << 60n,
    shape: { kind: 'raw' },
  });
  return found.flatMap(({ values }) => Array.from(values as BigInt64Array, Number)).sort((a, b) => a - b);
}

it('a backup that is taken while writes go on holds every reading acknowledged before it, each once, and the ledger balances', async () => {
  await writing.more(20 * LINES);
  const before = writing.acknowledged;
  const backup = path.join(dir, 'monday.tar');
  const taken = await listen(asked, 'backup', backup, '--archive', '--json');
  expect(taken.complained).toBe('');
  expect(taken.exitCode).toBe(0);
  const manifest = manifestSchema.parse(JSON.parse(taken.said));
  // The ingestor went on meanwhile and afterwards: the backup must not know of it.
  await writing.more(5 * LINES);
  await writing.stop();

  const folder = path.join(dir, 'restored');
  const restored = await listen(intoElsewhere, 'restore', backup, '--into', folder);
  expect(restored.complained).not.toContain('wellhead:');
  expect(restored.exitCode).toBe(0);

  const telemetry = await openDuckDbStore({ file: path.join(folder, 'telemetry.duckdb') });
  const archive = openFolderArchive(path.join(folder, 'raw-archive'));
  const again = await startIngestor({
    stores: { telemetry, pool: elsewhere.pool, archive },
    fieldTypes: await openFieldTypeRegistry(elsewhere.pool),
    dataDir: path.join(folder, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: 'wellhead',
    token: TEST_TOKEN,
    log: pino({ level: 'silent' }),
    clock: Date.now,
  });
  try {
    expect(again.name).toBe(running.ingestor.name);
    await again.drained();
    const numbers = await numbersIn(telemetry);
    // Records hold 50 readings each, one request a record: the cut says exactly how many there are.
    const expected = (manifest.cut[0]?.sequence ?? 0) * LINES;
    expect(expected).toBeGreaterThanOrEqual(before);
    expect(numbers).toEqual(Array.from({ length: expected }, (_, number) => number));
    expect(await again.checkLedger()).toMatchObject({ isBalanced: true });
    const { rows } = await elsewhere.pool.query(
      'select sum(received)::int as received, sum(accepted)::int as accepted, sum(quarantined)::int as quarantined from ops.ledger',
    );
    expect(rows).toEqual([
      { received: expected + expected / LINES, accepted: expected, quarantined: expected / LINES },
    ]);
    const { rows: quarantined } = await elsewhere.pool.query('select count(*)::int as count from ops.quarantine');
    expect(quarantined).toEqual([{ count: expected / LINES }]);
    const types = await openFieldTypeRegistry(elsewhere.pool);
    for (let number = 0; number < expected; number += LINES) expect(types.known('flow', `f${number}`)).toBe('float');
    const kept = await archive.list({ kind: 'segment' });
    expect(kept.length).toBe(manifest.archive.files);
    // What comes now continues the same numbers.
    const response = await fetch(`${again.url}/api/v2/write?bucket=wellhead`, {
      method: 'POST',
      body: 'flow,asset=a0 v=1i 99999999',
      headers: { authorization: `Token ${TEST_TOKEN}` },
    });
    expect(response.status).toBe(204);
    await again.drained();
    expect(await numbersIn(telemetry)).toHaveLength(expected + 1);
  } finally {
    await again.close();
    await telemetry.close();
  }
});

it('a backup into a folder is the same as one into a tar file, and neither overwrites anything', async () => {
  await writing.more(LINES);
  const folder = path.join(dir, 'monday');
  const taken = await listen(asked, 'backup', folder);
  expect(taken.exitCode).toBe(0);
  expect(taken.said).toContain('Not in it');
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining(['manifest.json', 'postgres', 'spool', 'telemetry.duckdb']),
  );
  const restored = await listen(intoElsewhere, 'restore', folder, '--into', path.join(dir, 'restored'));
  expect(restored.exitCode).toBe(0);

  const twice = await listen(asked, 'backup', folder);
  expect(twice.exitCode).toBe(2);
  expect(twice.complained).toContain('is not empty');
  const onto = await listen(intoElsewhere, 'restore', folder, '--into', path.join(dir, 'restored'));
  expect(onto.exitCode).toBe(2);
  expect(onto.complained).toContain('is not empty');
  const intoFull = await listen(intoElsewhere, 'restore', folder, '--into', path.join(dir, 'another'));
  expect(intoFull.exitCode).toBe(1);
  expect(intoFull.complained).toContain('The database is not empty');
  expect(await readdir(path.join(dir, 'another'))).toEqual([]);
});

it('a damaged backup is not restored: the file at fault is named and nothing is left behind', async () => {
  await writing.more(LINES);
  const backup = path.join(dir, 'monday.tar');
  expect((await listen(asked, 'backup', backup)).exitCode).toBe(0);
  const file = await open(backup, 'r+');
  await file.write(Buffer.from('damage'), 0, 6, 4_096);
  await file.close();
  const folder = path.join(dir, 'restored');
  const restored = await listen(intoElsewhere, 'restore', backup, '--into', folder);
  expect(restored.exitCode).toBe(1);
  expect(restored.complained).toMatch(/telemetry\.duckdb in .* is damaged: found \d+ bytes .* Use another backup\./);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

it('says what keeps a backup from being taken', async () => {
  const target = path.join(dir, 'monday.tar');
  const unknown = await listen({ ...asked, WELLHEAD_TOKEN: 'nobody' }, 'backup', target);
  expect(unknown.exitCode).toBe(4);
  const away = await listen({ ...asked, WELLHEAD_URL: 'http://127.0.0.1:9' }, 'backup', target);
  expect(away.exitCode).toBe(3);
  expect(away.complained).toContain('start it');
  const secrets = await listen(asked, 'backup', target, '--secrets');
  expect(secrets.exitCode).toBe(1);
  expect(secrets.complained).toContain('keeps no secrets');
  expect(await readdir(dir)).not.toContain('monday.tar');
  expect(await readdir(dir)).not.toContain('monday.tar.part');
});
