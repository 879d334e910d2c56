import type { SoftSensorManifest } from '@wellhead/contracts';
import type pg from 'pg';
import { inTransaction } from './pool.js';

/** Catalogues the signal that a soft sensor makes, so that it can be charted and have limits; one that is there stays as it is. */
export async function catalogueMadeSignal(
  pool: pg.Pool,
  { asset, measurement, field, title, unit }: SoftSensorManifest['result'],
  intervalMs: number,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into ops.assets (id, kind, title, pack) values ($1, 'registered', $1, 'registered') on conflict do nothing`,
      [asset],
    );
    await client.query(
      `insert into ops.signals (asset, measurement, field, title, unit, interval_ms, pack) values ($1, $2, $3, $4, $5, $6, 'registered')
       on conflict do nothing`,
      [asset, measurement, field, title, unit, intervalMs],
    );
  });
}
