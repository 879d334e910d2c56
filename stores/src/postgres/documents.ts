import type pg from 'pg';
import { storable } from './text.js';

/** A document in the raw archive, kept as it is. */
export interface Document {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly asset: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly archivePath: string;
  readonly source: string;
  readonly uploadedBy: string;
  readonly uploadedAtMs: number;
}
export interface DocumentFilter {
  readonly asset?: string | undefined;
  readonly kind?: string | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

interface Row {
  id: string;
  title: string;
  kind: string;
  asset: string;
  name: string;
  content_type: string;
  bytes: string;
  sha256: string;
  archive_path: string;
  source: string;
  uploaded_by: string;
  uploaded_at: Date;
}
const documentOf = (row: Row): Document => ({
  id: row.id,
  title: row.title,
  kind: row.kind,
  asset: row.asset,
  name: row.name,
  contentType: row.content_type,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  archivePath: row.archive_path,
  source: row.source,
  uploadedBy: row.uploaded_by,
  uploadedAtMs: row.uploaded_at.getTime(),
});

/** Enters a document whose bytes are in the archive. */
export async function addDocument(pool: pg.Pool, document: Omit<Document, 'uploadedAtMs'>): Promise<Document> {
  const { rows } = await pool.query<Row>(
    `insert into ops.documents (id, title, kind, asset, name, content_type, bytes, sha256, archive_path, source, uploaded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
    [
      document.id,
      storable(document.title),
      storable(document.kind),
      storable(document.asset),
      storable(document.name),
      document.contentType,
      document.bytes,
      document.sha256,
      document.archivePath,
      document.source,
      document.uploadedBy,
    ],
  );
  return documentOf(rows[0] as Row);
}

/** Documents, the newest first. */
export async function listDocuments(pool: pg.Pool, filter: DocumentFilter = {}): Promise<readonly Document[]> {
  const { rows } = await pool.query<Row>(
    `select * from ops.documents where ($1::text is null or asset = $1) and ($2::text is null or kind = $2)
     order by uploaded_at desc, id limit $3`,
    [filter.asset ?? null, filter.kind ?? null, filter.limit ?? 100],
  );
  return rows.map(documentOf);
}

export async function findDocument(pool: pg.Pool, id: string): Promise<Document | undefined> {
  const { rows } = await pool.query<Row>('select * from ops.documents where id = $1', [id]);
  return rows[0] && documentOf(rows[0]);
}
