import type { TagChange, TagInForce, TagMapping } from '@wellhead/contracts';
import type pg from 'pg';

/** What tags mean, as Postgres holds it. */
export interface TagCatalogue {
  list(): Promise<readonly TagInForce[]>;
  /** Sets or replaces mappings by their tag; a pack never overwrites what a person set. */
  set(tags: readonly TagMapping[], by: string): Promise<void>;
  /** False when the tag was not mapped. */
  remove(tag: string, by: string): Promise<boolean>;
  /** What people changed, of one tag or of all, the newest first; 500 at most. */
  history(tag?: string): Promise<readonly TagChange[]>;
  /** Changes with any mapping; cheap to ask. */
  version(): Promise<string>;
}

interface TagRow extends TagMapping {
  pack: string;
  changed_by: string;
  changed_at: Date;
}

type HistoryRow = { readonly [Part in keyof TagMapping]: Part extends 'tag' ? string : string | null } & {
  readonly changed_by: string;
  readonly changed_at: Date;
};

const ROWS = 'jsonb_to_recordset($1) as t (tag text, asset text, measurement text, field text, unit text)';

export const openTagCatalogue = (pool: pg.Pool): TagCatalogue => ({
  list: async () =>
    (await pool.query<TagRow>('select * from ops.tags order by tag')).rows.map(
      ({ changed_by: changedBy, changed_at: changedAt, ...row }) => ({
        ...row,
        changedBy,
        changedAtMs: changedAt.getTime(),
      }),
    ),
  set: async (tags, by) => {
    await pool.query(
      `with kept as (
         insert into ops.tag_history (tag, asset, measurement, field, unit, changed_by)
         select tag, asset, measurement, field, unit, $2 from ${ROWS}
       )
       insert into ops.tags (tag, asset, measurement, field, unit, changed_by)
       select tag, asset, measurement, field, unit, $2 from ${ROWS}
       on conflict (tag) do update set asset = excluded.asset, measurement = excluded.measurement, field = excluded.field,
         unit = excluded.unit, pack = '', changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(tags), by],
    );
  },
  remove: async (tag, by) => {
    const { rowCount } = await pool.query(
      `with gone as (delete from ops.tags where tag = $1 returning tag)
       insert into ops.tag_history (tag, changed_by) select tag, $2 from gone`,
      [tag, by],
    );
    return rowCount === 1;
  },
  history: async (tag) =>
    (
      await pool.query<HistoryRow>(
        'select * from ops.tag_history where $1::text is null or tag = $1 order by id desc limit 500',
        [tag ?? null],
      )
    ).rows.map(({ tag: changed, asset, measurement, field, unit, changed_by, changed_at }) => ({
      tag: changed,
      mapping:
        asset === null || measurement === null || field === null
          ? null
          : { asset, measurement, field, unit: unit ?? '' },
      changedBy: changed_by,
      changedAtMs: changed_at.getTime(),
    })),
  version: async () => {
    const { rows } = await pool.query<{ version: string }>(
      "select concat(count(*), ' ', max(changed_at)) as version from ops.tags",
    );
    return rows[0]?.version ?? '';
  },
});

/** Tags of a pack as it says; those that it no longer names go, those that a person set stay. */
export async function installTags(client: pg.ClientBase, pack: string, tags: readonly TagMapping[]): Promise<void> {
  await client.query(
    `insert into ops.tags (tag, asset, measurement, field, unit, pack, changed_by)
     select tag, asset, measurement, field, unit, $2, 'pack' from ${ROWS}
     on conflict (tag) do update set asset = excluded.asset, measurement = excluded.measurement, field = excluded.field,
       unit = excluded.unit, pack = excluded.pack, changed_at = now()
     where ops.tags.changed_by = 'pack' and (ops.tags.asset, ops.tags.measurement, ops.tags.field, ops.tags.unit, ops.tags.pack)
       is distinct from (excluded.asset, excluded.measurement, excluded.field, excluded.unit, excluded.pack)`,
    [JSON.stringify(tags), pack],
  );
  await client.query(`delete from ops.tags where pack = $1 and changed_by = 'pack' and not (tag = any($2))`, [
    pack,
    tags.map(({ tag }) => tag),
  ]);
}
