import type pg from 'pg';
import { storable } from './text.js';

/** The newest version of the file that an extract step has brought for a day. */
export interface RawFile {
  readonly flow: string;
  readonly step: string;
  readonly day: string;
  readonly url: string;
  /** As its server writes them; null where it names none. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly archivePath: string;
}

interface Row {
  url: string;
  etag: string | null;
  last_modified: string | null;
  bytes: string;
  sha256: string;
  archive_path: string;
}

export async function findRawFile(
  pool: pg.Pool,
  flow: string,
  step: string,
  day: string,
): Promise<RawFile | undefined> {
  const { rows } = await pool.query<Row>(
    `select url, etag, last_modified, bytes, sha256, archive_path from ops.raw_files
     where flow = $1 and step = $2 and day = $3`,
    [flow, step, day],
  );
  const row = rows[0];
  return (
    row && {
      flow,
      step,
      day,
      url: row.url,
      etag: row.etag,
      lastModified: row.last_modified,
      bytes: Number(row.bytes),
      sha256: row.sha256,
      archivePath: row.archive_path,
    }
  );
}

export async function saveRawFile(pool: pg.Pool, file: RawFile): Promise<void> {
  await pool.query(
    `insert into ops.raw_files as f (flow, step, day, url, etag, last_modified, bytes, sha256, archive_path)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (flow, step, day) do update set url = excluded.url, etag = excluded.etag,
       last_modified = excluded.last_modified, bytes = excluded.bytes, sha256 = excluded.sha256,
       archive_path = excluded.archive_path, extracted_at = now(),
       versions = f.versions + (f.sha256 <> excluded.sha256)::int`,
    [file.flow, file.step, file.day, file.url, file.etag, file.lastModified, file.bytes, file.sha256, file.archivePath],
  );
}

/** A row that a transform step refused. `line`: of the file, where the line itself could not be read. */
export interface RejectedRow {
  readonly line: number | null;
  readonly reason: string;
  readonly content: string;
}

/** Keeps the rows that a transform step refused for a day in place of those of its run before. */
export async function replaceRejectedRows(
  client: pg.ClientBase,
  of: Pick<RawFile, 'flow' | 'step' | 'day'>,
  rows: readonly RejectedRow[],
): Promise<void> {
  const step = [of.flow, of.step, of.day];
  await client.query('delete from ops.rejected_rows where flow = $1 and step = $2 and day = $3', step);
  if (rows.length === 0) return;
  await client.query(
    `insert into ops.rejected_rows (flow, step, day, number, line, reason, content)
     select $1, $2, $3, number, line, reason, content
     from unnest($4::bigint[], $5::text[], $6::text[]) with ordinality as r (line, reason, content, number)`,
    [
      ...step,
      rows.map(({ line }) => line),
      rows.map(({ reason }) => storable(reason)),
      rows.map(({ content }) => storable(content)),
    ],
  );
}
