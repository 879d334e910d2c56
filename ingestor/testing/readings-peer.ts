import { openPool } from '@wellhead/stores';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';
import type { SourceHarness } from '../src/sources/conformance/source-conformance.js';

/** How the readings of the peer come in. */
export const READINGS_TABLE = {
  table: 'public.readings',
  columns: { asset: 'asset', v: 'v', time: 'time' },
  payload: { format: 'json', measurement: 'conformance', members: { asset: 'asset' } },
};

/** A database of somebody else with a table of readings, as a peer of the conformance suite; `configOf` says how it is followed. */
export async function openReadingsPeer(
  configOf: (url: string) => SourceHarness['config'],
  beforeClose: (pool: Pool) => Promise<unknown> = () => Promise.resolve(),
): Promise<SourceHarness> {
  const peer = await openTestDatabase({ empty: true });
  const pool = openPool(peer.url, { max: 2 });
  await pool.query('create table readings (id bigserial primary key, asset text, v jsonb, time timestamptz)');
  const insert = (asset: string, v: string, ms: number) =>
    pool.query('insert into readings (asset, v, time) values ($1, $2, to_timestamp($3::float8 / 1000))', [
      asset,
      v,
      ms,
    ]);
  const config = configOf(peer.url);
  return {
    ...(config ? { config } : {}),
    async send(from, to) {
      for (let n = from; n < to; n++) await insert(`a${n % 3}`, String(n), 1_700_000_000_000 + n);
    },
    sendPoison: async () => void (await insert('a0', '{"no":"value"}', 1_700_000_000_000)),
    poison: {
      place: { table: 'public.readings', key: expect.stringMatching(/^id=\d+$/) as unknown },
      reason: /“v” is no value/,
    },
    async close() {
      await beforeClose(pool);
      await pool.end();
      await peer.close();
    },
  };
}

/** What came of orders: `[id, address, price]` by id. */
export async function ordersIn(pool: Pool): Promise<readonly (readonly [number, string, string])[]> {
  const { rows } = await pool.query<{ id: string; price: string; from_address: string }>(
    'select id, from_address, price from ods.orders order by id',
  );
  return rows.map(({ id, from_address, price }) => [Number(id), from_address, price]);
}
