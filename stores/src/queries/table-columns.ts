import type pg from 'pg';

/** What a column of a table or view can be used for. */
export type ColumnKind = 'number' | 'integer' | 'time' | 'day' | 'boolean' | 'text' | 'other';

export interface TableColumn {
  readonly name: string;
  /** As Postgres writes it: `numeric`, `timestamp without time zone`, `double precision[]`. */
  readonly type: string;
  readonly kind: ColumnKind;
  readonly description: string | undefined;
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'integer',
  real: 'number',
  'double precision': 'number',
  numeric: 'number',
  boolean: 'boolean',
  date: 'day',
  'timestamp with time zone': 'time',
  'timestamp without time zone': 'time',
  text: 'text',
  'character varying': 'text',
  character: 'text',
  uuid: 'text',
};

/** Columns of a table, view or materialised view (which information_schema leaves out), in order; empty when there is none. */
export async function tableColumns(pool: pg.Pool, table: string): Promise<readonly TableColumn[]> {
  const [schema, name] = table.split('.');
  const { rows } = await pool.query<{ name: string; type: string; description: string | null }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, col_description(c.oid, a.attnum) as description
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm')
     order by a.attnum`,
    [schema, name],
  );
  return rows.map((row) => ({
    name: row.name,
    type: row.type,
    kind: KINDS[row.type] ?? 'other',
    description: row.description ?? undefined,
  }));
}
