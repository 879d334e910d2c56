import pg from 'pg';
import type { TagValue } from './plant.js';

const ROWS_AT_ONCE = 20_000;

export interface TimeSeriesTable {
  /** Address of the database that holds `public.time_series`. */
  readonly url: string;
  /** Writes values; one that is there is corrected. */
  write(values: readonly TagValue[]): Promise<void>;
  close(): Promise<void>;
}

/** The database of the hydrotreater's historian, one of its own beside that of Wellhead: a table of time, tag and value, and when a row was written. */
export async function openTimeSeriesTable(databaseUrl: string): Promise<TimeSeriesTable> {
  const url = new URL(databaseUrl);
  const name = `${url.pathname.slice(1)}_plant`;
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await admin.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await admin.end();
  }
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  pool.on('error', () => undefined);
  await pool.query(`create table if not exists time_series (
    time timestamptz not null, tag text not null, value double precision not null, written_at timestamptz not null, primary key (tag, time))`);
  await pool.query('create index if not exists time_series_by_writing on time_series (written_at, tag, time)');
  return {
    url: url.href,
    async write(values) {
      for (let from = 0; from < values.length; from += ROWS_AT_ONCE) {
        const part = values.slice(from, from + ROWS_AT_ONCE);
        await pool.query(
          `insert into time_series (time, tag, value, written_at)
           select distinct on (tag, time) * from unnest($1::timestamptz[], $2::text[], $3::float8[], $4::timestamptz[]) as t (time, tag, value, written_at)
           order by tag, time, written_at desc
           on conflict (tag, time) do update set value = excluded.value, written_at = excluded.written_at
           where time_series.written_at < excluded.written_at`,
          [
            part.map(({ time }) => time),
            part.map(({ tag }) => tag),
            part.map(({ value }) => value),
            part.map(({ changedMs }) => new Date(changedMs).toISOString()),
          ],
        );
      }
    },
    close: () => pool.end(),
  };
}
