import { createHash, randomUUID } from 'node:crypto';
import { type ModelManifest, modelManifestSchema, type UploadOutcome, uploadOutcomeSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { storable, storableJson } from './text.js';

export interface ModelUpload {
  readonly id: string;
  readonly manifest: ModelManifest;
  /** Undefined once it is decided. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly uploadedBy: string;
  readonly outcome: UploadOutcome | undefined;
}

/** Keeps a file until it is decided whether it is taken; its id. */
export async function keepUpload(
  pool: pg.Pool,
  { manifest, bytes, by }: { readonly manifest: ModelManifest; readonly bytes: Uint8Array; readonly by: string },
): Promise<string> {
  const id = randomUUID();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await pool.query(
    `insert into ops.model_uploads (id, manifest, bytes, size_bytes, sha256, uploaded_by) values ($1, $2, $3, $4, $5, $6)`,
    [id, storableJson(manifest), bytes, bytes.length, sha256, storable(by)],
  );
  return id;
}

export async function findUpload(pool: pg.Pool, id: string): Promise<ModelUpload | undefined> {
  const { rows } = await pool.query<{
    id: string;
    manifest: unknown;
    bytes: Buffer<ArrayBuffer> | null;
    uploaded_by: string;
    outcome: unknown;
  }>('select id, manifest, bytes, uploaded_by, outcome from ops.model_uploads where id = $1', [id]);
  const [row] = rows;
  return (
    row && {
      id: row.id,
      manifest: modelManifestSchema.parse(row.manifest),
      bytes: row.bytes ? new Uint8Array(row.bytes) : undefined,
      uploadedBy: row.uploaded_by,
      outcome: row.outcome === null ? undefined : uploadOutcomeSchema.parse(row.outcome),
    }
  );
}

/** Writes what became of it and lets go of the file. */
export async function settleUpload(pool: pg.Pool, id: string, outcome: UploadOutcome): Promise<void> {
  await pool.query('update ops.model_uploads set outcome = $2, bytes = null where id = $1', [
    id,
    storableJson(outcome),
  ]);
}
