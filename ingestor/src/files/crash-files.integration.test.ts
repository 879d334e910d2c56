import { listLedger, openFiles, saveMapping } from '@wellhead/stores';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CrashOrder } from '../../testing/kill/crash-child.js';
import { type CrashPlace, openCrashPlace } from '../../testing/kill/crash-place.js';
import { startToKill } from '../../testing/kill/ingestor-to-kill.js';
import { withRecovered } from '../../testing/kill/recovered-ingestor.js';

const TOKEN = 'crash-test-token';
const ROWS = 20_000;
const BAD_EVERY = 1_000;
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

let place: CrashPlace;
beforeEach(async () => {
  place = await openCrashPlace();
  await saveMapping(place.database.pool, 'crash', MAPPING, 'test');
});
afterEach(() => place.close());

/** Runs an ingestor until it is killed at the point of the order, or until no file is left to take in. */
async function runUntilKilled(order: Partial<CrashOrder>, isFirst: boolean): Promise<'killed' | 'done'> {
  const { dir, database } = place;
  const product = await startToKill({ dir, databaseUrl: database.url, token: TOKEN, ...order });
  const url = await product.url;
  if (isFirst) {
    const headers = { authorization: `Token ${TOKEN}` };
    const to = `${url}/api/v1/files?name=crash.csv&mapping=crash`;
    expect((await fetch(to, { method: 'POST', body: CSV, headers })).status).toBe(202);
  }
  const files = openFiles(database.pool);
  for (let isEnded = false; !isEnded;) {
    isEnded = await Promise.race([
      product.ended.then(() => true),
      new Promise<false>((tick) => setTimeout(tick, 50, false)),
    ]);
    if (!isEnded && (await files.unfinished()).length === 0) {
      product.release();
      await product.ended;
      return 'done';
    }
  }
  return 'killed';
}

it.each(['after-append', 'before-ack', 'mid-flush'] as const)(
  'a file whose ingestor is killed again and again %s is stored once, each row, and its books balance',
  async (point) => {
    let kills = 0;
    // Each round gets further before it is killed: a start costs more than everything else here.
    while ((await runUntilKilled({ killAt: { point, hit: 2 + kills } }, kills === 0)) === 'killed') kills += 1;
    expect(kills).toBeGreaterThan(0);

    const { pool } = place.database;
    await withRecovered({ dir: place.dir, pool, token: TOKEN }, async ({ ingestor, telemetry }) => {
      await ingestor.drained();
      const series = await telemetry.read({
        selector: { measurement: 'crash' },
        fromNs: 0n,
        toNs: 2n ** 62n,
        shape: { kind: 'raw' },
      });
      const values = series.flatMap(({ values: found }) => [...(found as BigInt64Array)].map(Number));
      const ledger = await listLedger(pool);
      const quarantined = await pool.query<{ row: string }>(
        `select place ->> 'row' as row from ops.quarantine where place ? 'file' order by id`,
      );
      const [file] = await openFiles(pool).list();
      expect(await ingestor.checkLedger()).toMatchObject({ isBalanced: true });

      const bad = ROWS / BAD_EVERY;
      expect(new Set(values).size).toBe(ROWS - bad);
      expect(values).toHaveLength(ROWS - bad);
      expect(quarantined.rows.map(({ row }) => Number(row))).toEqual(
        Array.from({ length: bad }, (_, at) => at * BAD_EVERY + 502),
      );
      expect(ledger.reduce((sum, { received }) => sum + received, 0)).toBe(ROWS);
      expect(file).toMatchObject({ state: 'done', rowsRead: ROWS, rowsStored: ROWS - bad, rowsRefused: bad });
    });
  },
  240_000,
);
