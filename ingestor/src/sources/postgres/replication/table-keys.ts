import type { Pool } from 'pg';
import type { Unfit } from './slot.js';

export type TableKeys = ReadonlyMap<string, readonly string[]>;

/** Columns that name a row of each table, in their order: those of its primary key, or of the index that is its replica identity. */
export async function readTableKeys(pool: Pool, tables: readonly string[]): Promise<TableKeys | Unfit> {
  const { rows } = await pool.query<{ name: string; key: string[] | null }>(
    `select n.nspname || '.' || c.relname as name,
       (select array_agg(a.attname::text order by k.place)
        from pg_index i cross join unnest(i.indkey) with ordinality k (attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and case c.relreplident when 'i' then i.indisreplident when 'n' then false else i.indisprimary end) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any($1)`,
    [tables],
  );
  const keys = new Map(rows.map(({ name, key }) => [name, key]));
  const reasons = tables.flatMap((table) => {
    const key = keys.get(table);
    if (key === undefined) return [`there is no table ${table}`];
    // Published without one, its updates and deletes would fail in the source itself.
    return key === null
      ? [
          `${table} has neither a primary key nor a replica identity: add one (alter table … replica identity using index …)`,
        ]
      : [];
  });
  if (reasons.length > 0) return { kind: 'unfit', reason: reasons.join('; ') };
  return new Map([...keys].map(([table, key]) => [table, key ?? []]));
}
