import type pg from 'pg';

/** The version of a file by URL that we have. */
export interface PulledFile {
  readonly source: string;
  readonly url: string;
  /** As its server writes them; null where it names none. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly archivePath: string;
  /** Its row in `ops.files`; null where it is kept as it is. */
  readonly file: string | null;
}

interface Row {
  etag: string | null;
  last_modified: string | null;
  bytes: string;
  sha256: string;
  archive_path: string;
  file: string | null;
}

export async function findPulledFile(pool: pg.Pool, source: string, url: string): Promise<PulledFile | undefined> {
  const { rows } = await pool.query<Row>('select * from ops.pulled_files where source = $1 and url = $2', [
    source,
    url,
  ]);
  const row = rows[0];
  return (
    row && {
      source,
      url,
      etag: row.etag,
      lastModified: row.last_modified,
      bytes: Number(row.bytes),
      sha256: row.sha256,
      archivePath: row.archive_path,
      file: row.file,
    }
  );
}

export async function savePulledFile(pool: pg.Pool, pulled: PulledFile): Promise<void> {
  await pool.query(
    `insert into ops.pulled_files (source, url, etag, last_modified, bytes, sha256, archive_path, file)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (source, url) do update set etag = excluded.etag, last_modified = excluded.last_modified,
       bytes = excluded.bytes, sha256 = excluded.sha256, archive_path = excluded.archive_path, file = excluded.file,
       pulled_at = now()`,
    [
      pulled.source,
      pulled.url,
      pulled.etag,
      pulled.lastModified,
      pulled.bytes,
      pulled.sha256,
      pulled.archivePath,
      pulled.file,
    ],
  );
}
