import pg from 'pg';
import { simulateDay, type SimulatedOrder } from '../simulator/simulate-day.js';

const MS_PER_DAY = 86_400_000;
/** The history that the first start finds: twelve weeks, so that a forecast can learn day and week. */
export const HISTORY_DAYS = 84;
/** What becomes of an order is over within so many days. */
const OPEN_DAYS = 2;

/** The other side's database: tables `orders` and `deliveries`, which grow and change as the clock goes on. */
export interface SourceDatabase {
  /** postgres://…; a database of its own beside that of Wellhead. */
  readonly url: string;
  /** Writes what has happened by now and is not there yet. */
  bringUpTo(nowMs: number): Promise<void>;
  counts(): Promise<{ readonly orders: number; readonly deliveries: number }>;
  close(): Promise<void>;
}

// `updated_at` is what polling goes by: each change sets it.
const TABLES = `
create table if not exists public.orders (
  id bigint primary key, source_address_id bigint not null, target_address_id bigint not null,
  registered_at timestamptz not null, order_type text not null, price numeric(14, 2) not null,
  updated_at timestamptz not null default clock_timestamp());
create table if not exists public.deliveries (
  pipeline_id bigint primary key references public.orders (id), cost numeric(14, 2) not null, performer_id bigint,
  estimated_at timestamptz not null, assigned_at timestamptz, released_at timestamptz,
  updated_at timestamptz not null default clock_timestamp());
create index if not exists orders_by_update on public.orders (updated_at, id);
create index if not exists deliveries_by_update on public.deliveries (updated_at, pipeline_id);`;

const ORDERS = `
insert into public.orders (id, source_address_id, target_address_id, registered_at, order_type, price)
select * from jsonb_to_recordset($1) as r (id bigint, source_address_id bigint, target_address_id bigint, registered_at timestamptz, order_type text, price numeric)
on conflict (id) do nothing`;
const DELIVERIES = `
insert into public.deliveries as d (pipeline_id, cost, performer_id, estimated_at, assigned_at, released_at)
select * from jsonb_to_recordset($1) as r (pipeline_id bigint, cost numeric, performer_id bigint, estimated_at timestamptz, assigned_at timestamptz, released_at timestamptz)
on conflict (pipeline_id) do update set performer_id = excluded.performer_id, assigned_at = excluded.assigned_at,
  released_at = excluded.released_at, updated_at = clock_timestamp()
where (d.performer_id, d.assigned_at, d.released_at) is distinct from (excluded.performer_id, excluded.assigned_at, excluded.released_at)`;

/** Opens the database, made when it is not there. Throws one sentence where the user of Wellhead's Postgres may not make one. */
export async function openSourceDatabase(databaseUrl: string, historyDays = HISTORY_DAYS): Promise<SourceDatabase> {
  const url = new URL(databaseUrl);
  const name = `${decodeURIComponent(url.pathname.slice(1))}_delivery_demo`;
  await makeDatabase(databaseUrl, name);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.toString(), max: 1 });
  // A connection that breaks while idle is made anew by the next query.
  pool.on('error', () => undefined);
  await pool.query(TABLES);
  return {
    url: url.toString(),
    async bringUpTo(nowMs) {
      const today = Math.floor(nowMs / MS_PER_DAY);
      const { rows } = await pool.query<{ newest: Date | null }>(
        'select max(registered_at) as newest from public.orders',
      );
      const newestMs = rows[0]?.newest?.getTime();
      const from = newestMs === undefined ? today - historyDays : Math.floor(newestMs / MS_PER_DAY) - OPEN_DAYS;
      for (let day = Math.max(from, today - historyDays); day <= today; day += 7) {
        const week = Array.from({ length: Math.min(7, today - day + 1) }, (_, at) => simulateDay(day + at)).flat();
        await write(
          pool,
          week.filter(({ registeredMs }) => registeredMs <= nowMs),
          nowMs,
        );
      }
    },
    async counts() {
      const { rows } = await pool.query<{ orders: number; deliveries: number }>(
        'select (select count(*)::int from public.orders) as orders, (select count(*)::int from public.deliveries) as deliveries',
      );
      return rows[0] ?? { orders: 0, deliveries: 0 };
    },
    close: () => pool.end(),
  };
}

async function write(pool: pg.Pool, orders: readonly SimulatedOrder[], nowMs: number): Promise<void> {
  const happened = (ms: number | undefined): string | null =>
    ms === undefined || ms > nowMs ? null : new Date(ms).toISOString();
  await pool.query(ORDERS, [
    JSON.stringify(
      orders.map((order) => ({
        id: order.id,
        source_address_id: order.sourceAddress,
        target_address_id: order.targetAddress,
        registered_at: happened(order.registeredMs),
        order_type: order.type,
        price: order.price,
      })),
    ),
  ]);
  const estimated = orders.filter(({ estimatedMs }) => estimatedMs <= nowMs);
  await pool.query(DELIVERIES, [
    JSON.stringify(
      estimated.map((order) => ({
        pipeline_id: order.id,
        cost: order.cost,
        performer_id: happened(order.assignedMs) === null ? null : order.performer,
        estimated_at: happened(order.estimatedMs),
        assigned_at: happened(order.assignedMs),
        released_at: happened(order.releasedMs),
      })),
    ),
  ]);
}

async function makeDatabase(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The demo of delivery plays a source database and cannot make ${name} (${reason}): give the user createdb, or set WELLHEAD_DEMO=off.`,
      { cause },
    );
  } finally {
    await client.end();
  }
}
