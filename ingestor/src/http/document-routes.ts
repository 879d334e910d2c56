import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@wellhead/contracts';
import { addDocument, type Document, findDocument, listDocuments, type RawArchive } from '@wellhead/stores';
import express from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import { archiveFile, receiveFile } from '../files/receive-file.js';
import { attachment } from './attachment.js';
import { fileNameSchema } from './file-routes.js';
import { parseQuery, queryOf } from './query.js';
import { requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

const wordSchema = z.string().max(255).default('');
export const newDocumentQuerySchema = z.strictObject({
  name: fileNameSchema,
  title: z.string().max(255).optional().describe('what a person calls it; default: its name'),
  kind: wordSchema.describe('passport, act, photograph, certificate'),
  asset: wordSchema.describe('asset that it is about'),
});
export const documentsQuerySchema = z.strictObject({
  asset: z.string().optional(),
  kind: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Documents: bytes in the raw archive, what people know of them in Postgres. They are kept as they are and never interpreted. */
export function createDocumentRoutes(parts: {
  readonly pool: Pool;
  readonly archive: Pick<RawArchive, 'putFile' | 'open'>;
  readonly gate: TokenGate;
  readonly documentBytes: number;
  readonly clock: () => number;
}): express.Router {
  const { pool, archive, gate } = parts;
  const router = express.Router();

  router.post('/api/v1/documents', async (request, response) => {
    const sender = await requireScope(gate, request, queryOf(request), 'write');
    const { name, title, kind, asset } = parseQuery(newDocumentQuerySchema, request);
    const { bytes } = await receiveFile(request, parts.documentBytes);
    const kept = await archiveFile(archive, sender.source, name, bytes, parts.clock());
    const document = await addDocument(pool, {
      id: randomUUID(),
      title: title ?? name,
      kind,
      asset,
      name,
      contentType: mediaTypeOf(request.headers['content-type']),
      bytes: kept.bytes,
      sha256: kept.sha256,
      archivePath: kept.path,
      source: sender.source,
      uploadedBy: sender.token,
    });
    response.status(201).location(contentPath(document.id)).json(documentAnswer(document));
  });

  router.get('/api/v1/documents', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'read');
    const filter = parseQuery(documentsQuerySchema, request);
    response.json({ documents: (await listDocuments(pool, filter)).map(documentAnswer) });
  });

  router.get('/api/v1/documents/:id/content', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'read');
    await sendDocument({ pool, archive }, request.params.id, response);
  });
  return router;
}

/** Answers with the bytes of a document, to be saved; `not-found` where there is none of this id. Who may read it is asked before. */
export async function sendDocument(
  { pool, archive }: { readonly pool: Pool; readonly archive: Pick<RawArchive, 'open'> },
  id: string,
  response: express.Response,
): Promise<void> {
  const document = await findDocument(pool, id);
  if (!document) throw new ProblemError('not-found', `There is no document ${id}. GET /api/v1/documents lists them.`);
  response.set({ ...attachment(document.name, document.contentType), 'content-length': String(document.bytes) });
  await pipeline(await archive.open(document.archivePath), response);
}

/** A type that a header may carry; what is none is called bytes. */
const mediaTypeOf = (given: string | undefined): string =>
  given !== undefined && /^[\w.+-]+\/[\w.+-]+(?:\s*;\s*[\w.+-]+=[\w.+-]+)*$/.test(given)
    ? given
    : 'application/octet-stream';

const contentPath = (id: string): string => `/api/v1/documents/${id}/content`;

const documentAnswer = ({ uploadedAtMs, ...document }: Document) => ({
  ...document,
  uploadedAt: new Date(uploadedAtMs).toISOString(),
  content: contentPath(document.id),
});
