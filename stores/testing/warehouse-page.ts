import type pg from 'pg';

/** Schemas that people query, in the order in which data passes through them. */
const SCHEMAS = ['stg', 'ods', 'dds', 'mart', 'ops'];

export interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly comment: string | null;
}

export interface WarehouseRelation {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly comment: string | null;
  readonly key: readonly string[] | null;
  readonly columns: readonly WarehouseColumn[];
}

/** Every table and view of the warehouse with its columns and their comments; a partitioned table counts once. */
export async function warehouseRelations(pool: pg.Pool): Promise<readonly WarehouseRelation[]> {
  const { rows } = await pool.query<WarehouseRelation>(
    `select n.nspname as schema, c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
       obj_description(c.oid, 'pg_class') as comment,
       (select json_agg(a.attname order by k.place)
        from pg_index i, unnest(i.indkey::int[]) with ordinality k(attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary) as key,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'optional', c.relkind in ('r', 'p') and not a.attnotnull, 'comment', col_description(c.oid, a.attnum)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
     order by array_position($1, n.nspname::text), c.relname`,
    [SCHEMAS],
  );
  return rows;
}

/** The page docs/warehouse.md. */
export async function warehousePage(pool: pg.Pool): Promise<string> {
  const relations = await warehouseRelations(pool);
  const { rows: schemas } = await pool.query<{ name: string; comment: string | null }>(
    `select nspname as name, obj_description(oid, 'pg_namespace') as comment from pg_namespace
     where nspname = any ($1) order by array_position($1, nspname::text)`,
    [SCHEMAS],
  );
  const parts = schemas.map(({ name, comment }) => {
    const own = relations.filter((relation) => relation.schema === name);
    const empty = own.length === 0 ? ['Nothing yet: the place for the facts of packs that have more than marts.'] : [];
    return [`## ${name}`, comment ?? '', ...empty, ...own.map(relationPart)].join('\n\n');
  });
  return `${[
    '# Warehouse',
    'Every table, view and column of the Postgres database with the retail pack, as its comments say. Written from a migrated database by ' +
      '`npx vitest run --project integration stores/src/postgres/warehouse-page --update`; a test holds it equal.',
    'The role `analyst` may read all of it but `ops.tokens`.',
    ...parts,
  ].join('\n\n')}\n`;
}

function relationPart({ schema, name, kind, comment, key, columns }: WarehouseRelation): string {
  const rows = columns.map(
    (column) => `| \`${column.name}\` | ${column.type} | ${column.optional ? 'yes' : ''} | ${cell(column.comment)} |`,
  );
  const keyed = key ? `, key: ${key.map((one) => `\`${one}\``).join(', ')}` : '';
  return [
    `### ${schema}.${name}`,
    `${comment ?? ''} (${kind}${keyed})`,
    ['| column | type | may be empty | what it holds |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

const cell = (text: string | null): string => (text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
