import { listLedger, listQuarantine } from '@wellhead/stores';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrashOrder } from '../testing/kill/crash-child.js';
import { type CrashPlace, openCrashPlace } from '../testing/kill/crash-place.js';
import { startToKill } from '../testing/kill/ingestor-to-kill.js';
import { withRecovered } from '../testing/kill/recovered-ingestor.js';
import { FAULT_POINTS } from './faults.js';

const ROUNDS = 5;
const LINES = 20;
const TOKEN = 'crash-test-token';

/** Sends batches from three writers until the process dies; tells which readings (by time in ns) were acknowledged. */
async function writeUntilDeath(url: string, counter: { next: number }, acknowledged: Set<bigint>): Promise<void> {
  async function writer(): Promise<void> {
    for (;;) {
      const first = counter.next;
      counter.next += LINES;
      const lines = Array.from(
        { length: LINES },
        (_, i) => `crash,asset=a${(first + i) % 7} v=${first + i}i ${first + i}`,
      );
      const isBad = (first / LINES) % 5 === 0;
      const body = [...lines, ...(isBad ? [`crash v=bad${first}`] : [])].join('\n');
      const headers = { authorization: `Token ${TOKEN}` };
      const status = await fetch(`${url}/api/v2/write?bucket=wellhead`, { method: 'POST', body, headers }).then(
        (response) => response.status,
        () => undefined,
      );
      if (status === undefined) return;
      expect([status, isBad]).toEqual([isBad ? 400 : 204, isBad]);
      for (let i = 0; i < LINES; i++) acknowledged.add(BigInt(first + i));
    }
  }
  await Promise.all([writer(), writer(), writer()]);
}

describe('a process killed with SIGKILL', () => {
  let place: CrashPlace;
  beforeEach(async () => {
    place = await openCrashPlace();
  });
  afterEach(() => place.close());

  async function crash(
    order: Partial<CrashOrder>,
    counter: { next: number },
    acknowledged: Set<bigint>,
  ): Promise<void> {
    const { dir, database } = place;
    const product = await startToKill({ dir, databaseUrl: database.url, token: TOKEN, ...order });
    const url = await product.url;
    // It may die while it recovers, before it takes a request: that is a round too.
    if (url !== undefined) await writeUntilDeath(url, counter, acknowledged);
    expect(await product.ended).toBe('SIGKILL');
  }

  /** Starts it for good, waits until everything is delivered, and reads what is there. */
  const recover = () => {
    const { pool } = place.database;
    return withRecovered({ dir: place.dir, pool, token: TOKEN }, async ({ ingestor, telemetry }) => {
      const whileRecovering = await ingestor.checkLedger();
      await ingestor.drained();
      const books = await ingestor.checkLedger();
      const all = { fromNs: -1n, toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
      const series = await telemetry.read({ selector: { measurement: 'crash' }, ...all });
      const times = series.flatMap(({ timeNs }) => [...timeNs]);
      const values = series.flatMap(({ values: found }) => [...(found as BigInt64Array)]);
      const ledger = await listLedger(pool);
      const quarantine = await listQuarantine(pool, { limit: 100_000 });
      const cursors = await pool.query<{ sink: string; delivered: string }>(
        'select sink, delivered from ops.sink_cursors',
      );
      const sum = (pick: (row: (typeof ledger)[number]) => number): number =>
        ledger.reduce((total, row) => total + pick(row), 0);
      return {
        times,
        values,
        received: sum((row) => row.received),
        accepted: sum((row) => row.accepted),
        quarantined: sum((row) => row.quarantined),
        quarantineRows: quarantine.length,
        readings: sum(({ sinks }) => sinks.reduce((total, sink) => total + sink.readings, 0)),
        pending: sum(({ sinks }) => sinks.reduce((total, sink) => total + sink.pending, 0)),
        imbalance: sum((row) => row.imbalance),
        books: [...whileRecovering.balances, ...books.balances],
        isChecked: books.checkedAtMs !== undefined,
        delivered: Number(cursors.rows.find(({ sink }) => sink === 'telemetry')?.delivered),
      };
    });
  };

  const orders: readonly [string, (round: number) => Partial<CrashOrder>][] = [
    ...FAULT_POINTS.map((point): [string, (round: number) => Partial<CrashOrder>] => [
      point,
      (round) => ({ killAt: { point, hit: 2 + 3 * round } }),
    ]),
    ...(['mid-flush', 'after-commit', 'mid-compaction'] as const).map(
      (point): [string, (round: number) => Partial<CrashOrder>] => [
        `${point} in the store`,
        (round) => ({ storeFaults: { killAt: { point, hit: point === 'mid-compaction' ? 1 : 2 + round } } }),
      ],
    ),
  ];

  it.each(orders)(
    `at %s, ${ROUNDS} times, has stored everything it acknowledged, no reading twice, and its ledger balances`,
    async (_name, orderOf) => {
      const counter = { next: 0 };
      const acknowledged = new Set<bigint>();
      for (let round = 0; round < ROUNDS; round++) await crash(orderOf(round), counter, acknowledged);
      const found = await recover();
      const stored = new Set(found.times);
      expect(acknowledged.size).toBeGreaterThan(0);
      expect([...acknowledged].filter((time) => !stored.has(time))).toEqual([]);
      expect(found.times.length).toBe(stored.size);
      expect(found.values).toEqual(found.times);
      expect(found.received).toBe(found.accepted + found.quarantined);
      expect(found.accepted).toBe(stored.size);
      expect(found.delivered).toBe(found.accepted);
      expect(found.quarantineRows).toBe(found.quarantined);
      expect([found.readings, found.pending, found.imbalance]).toEqual([stored.size, 0, 0]);
      expect(found.isChecked).toBe(true);
      expect(found.books.filter(({ imbalance }) => imbalance !== 0)).toEqual([]);
    },
    240_000,
  );

  it('with the cursor committed before its rows loses readings: the check above would see it', async () => {
    const counter = { next: 0 };
    const acknowledged = new Set<bigint>();
    for (let round = 0; round < ROUNDS; round++)
      await crash(
        { storeFaults: { checkpointBeforeRows: true, killAt: { point: 'mid-flush', hit: 2 + round } } },
        counter,
        acknowledged,
      );
    const stored = new Set((await recover()).times);
    expect([...acknowledged].filter((time) => !stored.has(time)).length).toBeGreaterThan(0);
  }, 240_000);
});
