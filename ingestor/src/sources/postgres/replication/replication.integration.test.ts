import { listQuarantine } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../../stores/testing/database.js';
import { type IngestorFixture, openIngestorFixture } from '../../../../testing/ingestor-fixture.js';
import { ordersPack } from '../../../../testing/orders-pack.js';
import { ordersIn, openReadingsPeer, READINGS_TABLE } from '../../../../testing/readings-peer.js';
import { sourceConformance } from '../../conformance/source-conformance.js';
import { sourceSchema } from '../../source-kinds.js';

const LONG_MS = 20_000;
let slots = 0;
const newSlot = (): string => `test_${process.pid}_${(slots += 1)}`;
/** A slot belongs to the whole server, and its database cannot be dropped before it. */
const dropSlot = (pool: Pool, slot: string) =>
  expect
    .poll(
      () =>
        pool
          .query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [slot])
          .then(
            () => true,
            () => false,
          ),
      { timeout: LONG_MS },
    )
    .toBe(true);

describe('following a Postgres by logical replication', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let database: TestDatabase;
  let shop: Pool;
  let slot: string;
  beforeEach(async () => {
    slot = newSlot();
    database = await openTestDatabase({ empty: true });
    shop = database.pool;
    await shop.query(
      'create table orders (id bigint primary key, from_address text, price numeric, created_at timestamptz, secret text)',
    );
    closers.push(() => database.close());
    closers.push(() => dropSlot(shop, slot));
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const sourceOf = (config: Record<string, unknown> = {}) =>
    sourceSchema.parse({
      kind: 'postgres-replication',
      name: 'shop',
      url: { env: 'SHOP', value: database.url },
      slot,
      rowsAtOnce: 3,
      tables: [
        {
          table: 'public.orders',
          columns: { id: 'id', from_address: 'from_address', price: 'price', registered_at: 'created_at' },
          payload: { format: 'records', recordType: 'orders' },
        },
      ],
      ...config,
    });
  const open = async (config: Record<string, unknown> = {}) => {
    const fixture: IngestorFixture = await openIngestorFixture({ sources: [sourceOf(config)], packs: [ordersPack] });
    closers.push(() => fixture.close());
    const ods = () => ordersIn(fixture.database.pool);
    const becomes = (rows: readonly unknown[]) => expect.poll(ods, { timeout: LONG_MS }).toEqual(rows);
    return { fixture, ods, becomes };
  };
  const place = (id: number, address: string | null, price: string) =>
    shop.query("insert into orders values ($1, $2, $3, '2026-01-02 03:04:05.678901+00', 'never sent')", [
      id,
      address,
      price,
    ]);
  const connected = (fixture: IngestorFixture) =>
    expect.poll(() => fixture.ingestor.sources[0]?.isConnected, { timeout: LONG_MS }).toBe(true);

  it('copies what is there and then follows inserts, updates, deletes, a changed key and truncate', async () => {
    for (let id = 1; id <= 7; id++) await place(id, `street ${id}`, '12.50');
    const { fixture, ods, becomes } = await open();
    await expect.poll(async () => (await ods()).length, { timeout: LONG_MS }).toBe(7);
    await shop.query('delete from orders where id between 3 and 6');
    await shop.query("update orders set from_address = 'moved' where id = 2");
    await shop.query('update orders set id = 70, price = 0.1 where id = 7');
    await place(8, null, '99999999999.99');
    await becomes([
      [1, 'street 1', '12.5'],
      [2, 'moved', '12.5'],
      [8, null, '99999999999.99'],
      [70, 'street 7', '0.1'],
    ]);
    const { rows } = await fixture.database.pool.query<{ at: string }>(
      'select registered_at::text as at from ods.orders where id = 8',
    );
    expect(rows[0]?.at).toBe('2026-01-02 03:04:05.678901+00');
    await shop.query('truncate orders');
    await place(9, 'after', '1');
    await becomes([[9, 'after', '1']]);
    await fixture.ingestor.drained();
    expect(await fixture.ingestor.checkLedger()).toMatchObject({ isBalanced: true });
  });

  it('keeps large values that an update has not touched and the log leaves out', async () => {
    const long = Array.from({ length: 4_000 }, (_, at) => (at * 7_919).toString(36)).join('');
    await shop.query('alter table orders alter column from_address set storage external');
    const { becomes } = await open();
    await place(1, long, '1');
    await becomes([[1, long, '1']]);
    await shop.query('update orders set price = 2');
    await becomes([[1, long, '2']]);
  });

  it('goes on behind what is durable after a restart, within a long transaction too', async () => {
    const { fixture, ods } = await open();
    await connected(fixture);
    await shop.query("insert into orders select n, 'bulk ' || n, n from generate_series(1, 500) n");
    await expect.poll(async () => (await ods()).length, { timeout: LONG_MS }).toBeGreaterThan(20);
    await fixture.restart();
    await shop.query('delete from orders where id > 490');
    await expect.poll(async () => (await ods()).length, { timeout: LONG_MS }).toBe(490);
    await fixture.ingestor.drained();
    const { rows } = await fixture.database.pool.query<{ n: string }>('select sum(received) as n from ops.ledger');
    expect(Number(rows[0]?.n)).toBe(510);
  });

  it('puts what its record type refuses into quarantine with table and key, and goes on', async () => {
    const { fixture, becomes } = await open();
    await connected(fixture);
    await place(1, 'a', '1');
    await place(2, 'b', '-5');
    await place(3, 'c', '3');
    await becomes([
      [1, 'a', '1'],
      [3, 'c', '3'],
    ]);
    await fixture.ingestor.drained();
    expect(await listQuarantine(fixture.database.pool)).toMatchObject([
      {
        source: 'shop',
        place: { table: 'public.orders', key: 'id=2' },
        reason: expect.stringMatching(/price/) as unknown,
      },
    ]);
  });

  it('lets the source forget what is durable, and tells when it cannot', async () => {
    const { fixture, becomes } = await open({ slotWarningBytes: 1 });
    await connected(fixture);
    await place(1, 'a', '1');
    await becomes([[1, 'a', '1']]);
    const held = async () => {
      const { rows } = await shop.query<{ held: string }>(
        `select pg_wal_lsn_diff(confirmed_flush_lsn, $2::pg_lsn) as held from pg_replication_slots where slot_name = $1`,
        [slot, written],
      );
      return Number(rows[0]?.held);
    };
    const { rows } = await shop.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn');
    const written = rows[0]?.lsn;
    // Another table: nothing of it is ours, and still the log moves on.
    await shop.query('create table busy as select generate_series(1, 1000) n');
    await place(2, 'b', '2');
    await expect.poll(held, { timeout: LONG_MS }).toBeGreaterThan(0);
    const grown = async () => {
      await shop.query('insert into busy select generate_series(1, 1000)');
      return fixture.ingestor.sources[0]?.lastError;
    };
    await expect.poll(grown, { timeout: LONG_MS }).toMatch(/holds back \d+ MB of log/);
    expect(fixture.ingestor.sources[0]).toMatchObject({ isConnected: true, lags: [{ stream: 'wal' }] });
  });

  it('says what has to be done where a table has no key, and publishes nothing of it', async () => {
    await shop.query('alter table orders drop constraint orders_pkey');
    const { fixture, becomes } = await open();
    await expect
      .poll(() => fixture.ingestor.sources[0]?.lastError, { timeout: LONG_MS })
      .toMatch(/public\.orders has neither a primary key nor a replica identity/);
    await place(1, 'a', '1');
    // It would fail if the table were published.
    await shop.query('update orders set price = 2');
    await shop.query('alter table orders add primary key (id)');
    await becomes([[1, 'a', '2']]);
  });

  it('copies the tables again when somebody has dropped its slot', async () => {
    const { fixture, becomes } = await open();
    await connected(fixture);
    await place(1, 'a', '1');
    await becomes([[1, 'a', '1']]);
    await fixture.ingestor.drained();
    // Nothing runs meanwhile.
    await fixture.restart({ sources: [] });
    await dropSlot(shop, slot);
    await place(2, 'b', '2');
    await fixture.restart({ sources: [sourceOf()] });
    await becomes([
      [1, 'a', '1'],
      [2, 'b', '2'],
    ]);
  });

  it('does not bring back what was deleted when the archive is replayed', async () => {
    const { fixture, becomes } = await open();
    await connected(fixture);
    await place(1, 'a', '1');
    await place(2, 'b', '2');
    await becomes([
      [1, 'a', '1'],
      [2, 'b', '2'],
    ]);
    await fixture.ingestor.drained();
    const untilMs = Date.now() + 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.query('delete from orders where id = 1');
    await becomes([[2, 'b', '2']]);
    await fixture.ingestor.drained();
    const outcome = await fixture.ingestor.replay({ fromMs: 0, toMs: untilMs });
    expect(outcome).toMatchObject({ rows: 2, laterDeletions: 1 });
    await becomes([[2, 'b', '2']]);
  });

  sourceConformance(async () => {
    const own = newSlot();
    return openReadingsPeer(
      (url) => ({
        kind: 'postgres-replication',
        url: { env: 'SHOP', value: url },
        slot: own,
        rowsAtOnce: 3,
        tables: [READINGS_TABLE],
      }),
      (pool) => dropSlot(pool, own),
    );
  });
});
