import type pg from 'pg';
import { storableJson } from './text.js';

export const FILE_STATES = ['waiting', 'running', 'done', 'failed'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** How far a file has been taken in. Rows are rows of data; read = stored + refused + empty. */
export interface FileProgress {
  readonly bytesRead: number;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRefused: number;
  readonly rowsEmpty: number;
}
export interface NewFile {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly format: 'csv' | 'xlsx' | 'json' | 'ndjson';
  readonly bytes: number;
  readonly sha256: string;
  readonly archivePath: string;
  readonly mapping: string;
  readonly mappingText: string;
  readonly mappingHash: string;
  readonly token: string;
  readonly ingestor: string;
}
export interface FileJob extends NewFile, FileProgress {
  readonly state: FileState;
  readonly uploadedAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly head: unknown;
  readonly error: string | null;
}

interface Row {
  id: string;
  name: string;
  source: string;
  format: FileJob['format'];
  bytes: string;
  sha256: string;
  archive_path: string;
  mapping: string;
  mapping_text: string;
  mapping_hash: string;
  token: string;
  ingestor: string;
  state: FileState;
  uploaded_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  bytes_read: string;
  rows_read: string;
  rows_stored: string;
  rows_refused: string;
  rows_empty: string;
  head: unknown;
  error: string | null;
}
const jobOf = (row: Row): FileJob => ({
  id: row.id,
  name: row.name,
  source: row.source,
  format: row.format,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  archivePath: row.archive_path,
  mapping: row.mapping,
  mappingText: row.mapping_text,
  mappingHash: row.mapping_hash,
  token: row.token,
  ingestor: row.ingestor,
  state: row.state,
  uploadedAtMs: row.uploaded_at.getTime(),
  startedAtMs: row.started_at?.getTime() ?? null,
  finishedAtMs: row.finished_at?.getTime() ?? null,
  bytesRead: Number(row.bytes_read),
  rowsRead: Number(row.rows_read),
  rowsStored: Number(row.rows_stored),
  rowsRefused: Number(row.rows_refused),
  rowsEmpty: Number(row.rows_empty),
  head: row.head,
  error: row.error,
});

/** Files that were sent, and how far they have been taken in. */
export interface Files {
  /** Enters a file whose bytes are in the archive. If the same bytes came with the same mapping before and did not fail, that one is told. */
  add(file: NewFile): Promise<{ readonly file: FileJob; readonly isNew: boolean }>;
  get(id: string): Promise<FileJob | undefined>;
  /** The file of these bytes and this mapping that did not fail. */
  find(sha256: string, mappingHash: string): Promise<FileJob | undefined>;
  /** The newest first. */
  list(filter?: { readonly state?: FileState | undefined; readonly limit?: number }): Promise<readonly FileJob[]>;
  /** Files that are to be taken in, the oldest first. */
  unfinished(): Promise<readonly FileJob[]>;
  /** Takes an unfinished file over from the ingestor that had it; undefined if it has another one by now. */
  claim(id: string, from: string, to: string): Promise<FileJob | undefined>;
  progress(id: string, progress: FileProgress, head: unknown): Promise<void>;
  finish(
    id: string,
    outcome: { readonly state: 'done' } | { readonly state: 'failed'; readonly error: string },
  ): Promise<void>;
}

export function openFiles(pool: pg.Pool): Files {
  const one = async (sql: string, values: readonly unknown[]): Promise<FileJob | undefined> => {
    const { rows } = await pool.query<Row>(sql, [...values]);
    return rows[0] && jobOf(rows[0]);
  };
  const find: Files['find'] = (sha256, mappingHash) =>
    one(`select * from ops.files where sha256 = $1 and mapping_hash = $2 and state <> 'failed'`, [sha256, mappingHash]);
  return {
    async add(file) {
      // Two senders may bring the same file at once, and the first one may fail just then: try until there is an answer.
      for (;;) {
        const added = await one(
          `insert into ops.files (id, name, source, format, bytes, sha256, archive_path, mapping, mapping_text, mapping_hash, token, ingestor)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
           on conflict (sha256, mapping_hash) where state <> 'failed' do nothing returning *`,
          [
            file.id,
            file.name,
            file.source,
            file.format,
            file.bytes,
            file.sha256,
            file.archivePath,
            file.mapping,
            file.mappingText,
            file.mappingHash,
            file.token,
            file.ingestor,
          ],
        );
        if (added) return { file: added, isNew: true };
        const before = await find(file.sha256, file.mappingHash);
        if (before) return { file: before, isNew: false };
      }
    },
    get: (id) => one('select * from ops.files where id = $1', [id]),
    find,
    async list({ state, limit = 100 } = {}) {
      const { rows } = await pool.query<Row>(
        `select * from ops.files where $1::text is null or state = $1 order by uploaded_at desc, id limit $2`,
        [state ?? null, limit],
      );
      return rows.map(jobOf);
    },
    async unfinished() {
      const { rows } = await pool.query<Row>(
        `select * from ops.files where state in ('waiting', 'running') order by uploaded_at, id`,
      );
      return rows.map(jobOf);
    },
    claim: (id, from, to) =>
      one(
        `update ops.files set state = 'running', ingestor = $3, started_at = coalesce(started_at, now())
         where id = $1 and ingestor = $2 and state in ('waiting', 'running') returning *`,
        [id, from, to],
      ),
    async progress(id, { bytesRead, rowsRead, rowsStored, rowsRefused, rowsEmpty }, head) {
      await pool.query(
        `update ops.files set bytes_read = $2, rows_read = $3, rows_stored = $4, rows_refused = $5, rows_empty = $6,
           head = coalesce($7::jsonb, head) where id = $1`,
        [id, bytesRead, rowsRead, rowsStored, rowsRefused, rowsEmpty, head === undefined ? null : storableJson(head)],
      );
    },
    async finish(id, outcome) {
      await pool.query(`update ops.files set state = $2, error = $3, finished_at = now() where id = $1`, [
        id,
        outcome.state,
        outcome.state === 'failed' ? outcome.error : null,
      ]);
    },
  };
}
