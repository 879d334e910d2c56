import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const LOOK_MS = 200;

/** What has arrived in the tables of the pack. */
export interface Arrivals {
  /** Resolves when so many orders and deliveries are in ods. Throws when they are not after `withinMs`. */
  atLeast(wanted: { readonly orders: number; readonly deliveries: number }, withinMs: number): Promise<void>;
  /** Time of the newest event; undefined: there is none. */
  newestEventMs(): Promise<number | undefined>;
  close(): Promise<void>;
}

export function openArrivals(databaseUrl: string, clock: () => number): Arrivals {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  return {
    async atLeast(wanted, withinMs) {
      const untilMs = clock() + withinMs;
      for (;;) {
        const { rows } = await pool.query<{ orders: number; deliveries: number }>(
          'select (select count(*)::int from ods.orders) as orders, (select count(*)::int from ods.deliveries) as deliveries',
        );
        const { orders = 0, deliveries = 0 } = rows[0] ?? {};
        if (orders >= wanted.orders && deliveries >= wanted.deliveries) return;
        if (clock() > untilMs)
          throw new Error(
            `of ${wanted.orders} orders and ${wanted.deliveries} deliveries of the demo's database ${orders} and ${deliveries} have arrived after ${withinMs / 1_000} s: see delivery-database in /readyz`,
          );
        await pause(LOOK_MS);
      }
    },
    async newestEventMs() {
      const { rows } = await pool.query<{ newest: Date | null }>(
        'select max(event_timestamp) as newest from ods.events',
      );
      return rows[0]?.newest?.getTime();
    },
    close: () => pool.end(),
  };
}
