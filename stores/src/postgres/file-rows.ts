import type pg from 'pg';
import type { RejectedRow } from './raw-files.js';
import { storable } from './text.js';

/** A file of a day that a transform step reads. */
export interface DayFile {
  readonly pack: string;
  /** Flow that read it now. */
  readonly flow: string;
  readonly step: string;
  readonly day: string;
  /** Its name, the same whatever flow brings it and from wherever. */
  readonly file: string;
}

/** A refused row of a file as a person corrected it: it comes in with every run of its day. */
export interface FileCorrection {
  readonly id: number;
  readonly raw: string;
  readonly corrected: string;
}

export async function listFileCorrections(
  pool: pg.Pool,
  { pack, file }: Pick<DayFile, 'pack' | 'file'>,
): Promise<readonly FileCorrection[]> {
  const { rows } = await pool.query<{ id: string; raw: string; corrected: string }>(
    `select id, raw, corrected from ops.quarantine
     where kind = 'file-rows' and place ->> 'pack' = $1 and place ->> 'file' = $2 and corrected is not null and state <> 'dismissed'
     order by id`,
    [pack, file],
  );
  return rows.map(({ id, ...row }) => ({ ...row, id: Number(id) }));
}

/** What a run made of the rows of a file. */
export interface FileVerdict {
  /** Rows as the file has them, without those that were corrected. */
  readonly refused: readonly RejectedRow[];
  /** Corrections that were refused in their turn. */
  readonly refusedAgain: readonly { readonly id: number; readonly reason: string }[];
  /** False: more were refused than are told here. */
  readonly isAll: boolean;
  readonly atMs: number;
}

/**
 * Keeps the refused rows of a file in quarantine, each once by its text. Open rows that this run did not refuse are in now: they were corrected, the
 * file was, or the SELECT was mended. One that was laid to rest stays so.
 */
export async function keepFileRows(
  client: pg.ClientBase,
  { pack, flow, step, day, file }: DayFile,
  { refused, refusedAgain, isAll, atMs }: FileVerdict,
): Promise<void> {
  const rows = [...new Map(refused.map((row) => [storable(row.content), row])).entries()];
  const texts = rows.map(([text]) => text);
  await client.query(
    `insert into ops.quarantine as q (received_at, source, refused_by, reason, raw, place, kind, covers)
     select to_timestamp($4::float8 / 1000), $2, $3, r.reason, r.raw,
       jsonb_strip_nulls(jsonb_build_object('flow', $2::text, 'day', $5::text, 'file', $6::text, 'pack', $1::text, 'line', r.line)), 'file-rows', 0
     from unnest($7::text[], $8::text[], $9::bigint[]) as r (raw, reason, line)
     on conflict ((place ->> 'pack'), (place ->> 'file'), md5(raw)) where kind = 'file-rows'
     do update set reason = excluded.reason, state = case q.state when 'replayed' then 'open' else q.state end`,
    [
      pack,
      flow,
      `transform ${step}`,
      atMs,
      day,
      file,
      texts,
      rows.map(([, { reason }]) => storable(reason)),
      rows.map(([, { line }]) => line),
    ],
  );
  await client.query(
    `update ops.quarantine q set state = 'open', attempts = attempts + 1, last_reason = r.reason
     from unnest($1::bigint[], $2::text[]) as r (id, reason) where q.id = r.id`,
    [refusedAgain.map(({ id }) => id), refusedAgain.map(({ reason }) => storable(reason))],
  );
  if (isAll)
    await client.query(
      `update ops.quarantine set state = 'replayed'
       where kind = 'file-rows' and place ->> 'pack' = $1 and place ->> 'file' = $2 and state = 'open'
         and raw <> all($3::text[]) and id <> all($4::bigint[])`,
      [pack, file, texts, refusedAgain.map(({ id }) => id)],
    );
}
