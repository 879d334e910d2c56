import { listQuarantine } from '@wellhead/stores';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../../stores/testing/database.js';
import { ordersPack } from '../../../../testing/orders-pack.js';
import { type IngestorFixture, openIngestorFixture } from '../../../../testing/ingestor-fixture.js';
import { ordersIn, openReadingsPeer, READINGS_TABLE } from '../../../../testing/readings-peer.js';
import { sourceConformance } from '../../conformance/source-conformance.js';
import { sourceSchema } from '../../source-kinds.js';

const everyTick = { everySeconds: 0.05 };
const orders = {
  table: 'public.orders',
  key: ['id'],
  watermark: { form: 'time', column: 'updated_at', lookBackSeconds: 3_600 },
  columns: { id: 'id', from_address: 'from_address', price: 'price', registered_at: 'created_at' },
  payload: { format: 'records', recordType: 'orders' },
};

describe('polling a Postgres by watermark', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let database: TestDatabase;
  let shop: Pool;
  beforeEach(async () => {
    database = await openTestDatabase({ empty: true });
    shop = database.pool;
    await shop.query(`create table orders (id bigint primary key, from_address text, price numeric, created_at timestamptz,
      updated_at timestamptz not null default clock_timestamp())`);
    closers.push(() => database.close());
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const open = async (table: Record<string, unknown> = {}, config: Record<string, unknown> = {}) => {
    const source = sourceSchema.parse({
      kind: 'postgres-polling',
      name: 'shop',
      url: { env: 'SHOP', value: database.url },
      schedule: everyTick,
      rowsAtOnce: 3,
      tables: [{ ...orders, ...table }],
      ...config,
    });
    const fixture: IngestorFixture = await openIngestorFixture({ sources: [source], packs: [ordersPack] });
    closers.push(() => fixture.close());
    const ods = () => ordersIn(fixture.database.pool);
    return { fixture, source, ods };
  };
  const place = (id: number, address: string, price: string, updated = 'now()') =>
    shop.query(
      `insert into orders values ($1, $2, $3, '2026-01-02 03:04:05.678901+00', ${updated})
       on conflict (id) do update set from_address = excluded.from_address, price = excluded.price, updated_at = excluded.updated_at`,
      [id, address, price],
    );

  it('brings what is there, what is added and what is changed into ods, exact to the last digit', async () => {
    for (let id = 1; id <= 7; id++) await place(id, `street ${id}`, '12.50');
    const { fixture, ods } = await open();
    await expect.poll(async () => (await ods()).length, { timeout: 20_000 }).toBe(7);
    await place(8, 'street 8', '0.10');
    await place(2, 'street 2 b', '99999999999.99');
    await expect.poll(ods, { timeout: 20_000 }).toContainEqual([2, 'street 2 b', '99999999999.99']);
    await expect.poll(ods, { timeout: 20_000 }).toContainEqual([8, 'street 8', '0.10'.replace(/0$/, '')]);
    const { rows } = await fixture.database.pool.query<{ at: string }>(
      'select registered_at::text as at from ods.orders limit 1',
    );
    expect(rows[0]?.at).toBe('2026-01-02 03:04:05.678901+00');
  });

  it('lets a correction that is late overwrite, and takes nothing twice that has not changed', async () => {
    await place(1, 'a', '1');
    await place(2, 'b', '2');
    const { fixture, ods } = await open();
    await expect.poll(async () => (await ods()).length, { timeout: 20_000 }).toBe(2);
    // Written half an hour behind what was seen, as a long transaction would.
    await place(3, 'late', '3', "now() - interval '30 minutes'");
    await place(1, 'corrected', '1', "now() - interval '20 minutes'");
    await expect.poll(ods, { timeout: 20_000 }).toEqual([
      [1, 'corrected', '1'],
      [2, 'b', '2'],
      [3, 'late', '3'],
    ]);
    await fixture.ingestor.drained();
    const { rows } = await fixture.database.pool.query<{ n: string }>('select sum(received) as n from ops.ledger');
    expect(Number(rows[0]?.n)).toBe(4);
  });

  it('waits for the time of rows from the future, so that they hide no others', async () => {
    await place(1, 'future', '1', "'infinity'");
    await place(2, 'now', '2');
    const { ods } = await open();
    await expect.poll(ods, { timeout: 20_000 }).toEqual([[2, 'now', '2']]);
    await place(3, 'later', '3');
    await expect.poll(ods, { timeout: 20_000 }).toEqual([
      [2, 'now', '2'],
      [3, 'later', '3'],
    ]);
  });

  it('puts a row that its record type refuses into quarantine with table and key, and goes on', async () => {
    await place(1, 'a', '1');
    await place(2, 'b', '-5');
    await place(3, 'c', '3');
    const { fixture, ods } = await open();
    await expect.poll(async () => (await ods()).map(([id]) => id), { timeout: 20_000 }).toEqual([1, 3]);
    await fixture.ingestor.drained();
    expect(await listQuarantine(fixture.database.pool)).toMatchObject([
      {
        source: 'shop',
        place: { table: 'public.orders', key: 'id=2' },
        reason: expect.stringMatching(/price/) as unknown,
      },
    ]);
  });

  it('reads only, says which table is wrong, and follows the others', async () => {
    await place(1, 'a', '1');
    const wrong = { ...orders, table: 'public.nothing' };
    const { fixture, ods } = await open({}, { tables: [wrong, orders] });
    await expect.poll(ods, { timeout: 20_000 }).toEqual([[1, 'a', '1']]);
    await expect
      .poll(() => fixture.ingestor.sources[0]?.lastError, { timeout: 20_000 })
      .toMatch(/public\.nothing: relation "public\.nothing" does not exist/);
    expect(fixture.ingestor.sources[0]).toMatchObject({ isConnected: true });
  });

  sourceConformance(() =>
    openReadingsPeer((url) => ({
      kind: 'postgres-polling',
      url: { env: 'SHOP', value: url },
      schedule: everyTick,
      rowsAtOnce: 3,
      // One writer: a number is seen when it is given.
      tables: [{ ...READINGS_TABLE, key: ['id'], watermark: { form: 'number', column: 'id', lookBack: 0 } }],
    })),
  );
});
