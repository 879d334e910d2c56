import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@wellhead/contracts';
import { type FileJob, FILE_STATES, type Files } from '@wellhead/stores';
import express from 'express';
import { z } from 'zod';
import { formatOf } from '../files/domain/file-format.js';
import { type FileDesk, isSettled } from '../files/file-desk.js';
import { openPlaces } from '../files/places.js';
import { receiveFile } from '../files/receive-file.js';
import { listRefusedRows } from '../files/refused-rows.js';
import { tryFile, type TryParts } from '../files/try-file.js';
import { attachment } from './attachment.js';
import type { IngestorMetrics } from './metrics.js';
import { parseQuery, queryOf } from './query.js';
import { requireAnyAsset, requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

export interface FileParts extends TryParts {
  readonly files: Files;
  readonly desk: FileDesk;
  readonly gate: TokenGate;
  readonly metrics: IngestorMetrics;
  readonly fileBytes: number;
}

export const fileNameSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\\p{Cc}]+$/u, 'expected the name of a file, without its folders')
  .describe('name of the file; its ending tells the format where the bytes do not');
export const uploadQuerySchema = z.strictObject({
  name: fileNameSchema,
  mapping: z.string().min(1).describe('name of the mapping that turns its columns into readings or records'),
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: show the first rows as they would be stored; nothing is written'),
  wait: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe('seconds to wait for the outcome before the answer tells how far it is'),
});
export const listQuerySchema = z.strictObject({
  state: z.enum(FILE_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export const errorsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

/** A dry run may hold a thread, and a workbook as a whole. */
const TRIALS = { places: 2, waiting: 32, waitMs: 10_000 };
const crowded = (): never => {
  throw new ProblemError('overloaded', 'Too many dry runs wait already; send again in a few seconds.', {
    retryAfterSeconds: 5,
  });
};

/** Bytes of a file by the headers that it comes with; infinite where they do not say. */
const sizeOf = (headers: IncomingHttpHeaders): number =>
  headers['content-encoding'] === undefined && headers['content-length'] !== undefined
    ? Number(headers['content-length'])
    : Number.POSITIVE_INFINITY;

/** `POST /api/v1/files` and what became of each file. */
export function createFileRoutes(parts: FileParts): express.Router {
  const { pool, files, desk, gate, metrics } = parts;
  const router = express.Router();
  const trials = openPlaces(TRIALS);
  const answerOf = (file: FileJob) => fileAnswer(file, desk.hindranceOf(file.id));

  router.post('/api/v1/files', async (request, response) => {
    const done = metrics.startRequest('/api/v1/files');
    response.on('close', () => done(response.statusCode));
    const sender = await requireScope(gate, request, queryOf(request), 'write');
    requireAnyAsset(sender);
    const query = parseQuery(uploadQuerySchema, request);
    const usable = await desk.mapping(query.mapping);
    const arriving = await receiveFile(request, parts.fileBytes);
    if (query.dry_run === 'true') {
      const { beginning, bytes } = arriving;
      const format = formatOf(query.name, beginning);
      const file = { bytes: bytes.iterator({ destroyOnReturn: false }), size: sizeOf(request.headers) };
      const tried = (await trials.take(() => tryFile(format, usable.mapping, file, parts))) ?? crowded();
      // The answer is read when the body was sent: what is left of it is taken and thrown away.
      bytes.resume();
      sender.spend?.(0, beginning.length);
      response.json(tried);
      return;
    }
    const { source } = usable.mapping;
    const { token } = sender;
    const { file, isNew } = await desk.accept({ name: query.name, source, token, usable, file: arriving });
    sender.spend?.(0, file.bytes);
    const settled = (isNew && query.wait > 0 ? await desk.look(file.id, query.wait * 1_000) : file) ?? file;
    response
      .status(isSettled(settled) ? 200 : 202)
      .location(`/api/v1/files/${file.id}`)
      .json({ ...answerOf(settled), repeated: !isNew });
  });

  router.get('/api/v1/files', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const { state, limit } = parseQuery(listQuerySchema, request);
    response.json({ files: (await files.list({ state, limit })).map(answerOf) });
  });

  async function requireFile(id: string): Promise<FileJob> {
    const file = await files.get(id);
    if (!file) throw new ProblemError('not-found', `There is no file ${id}. GET /api/v1/files lists them.`);
    return file;
  }

  router.get('/api/v1/files/:id', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    response.json(answerOf(await requireFile(request.params.id)));
  });

  router.get('/api/v1/files/:id/errors', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const { after, limit } = parseQuery(errorsQuerySchema, request);
    const file = await requireFile(request.params.id);
    const errors = await listRefusedRows(pool, file.id, after, limit);
    response.json({ errors, ...(errors.length === limit ? { next: errors.at(-1)?.id } : {}) });
  });

  router.get('/api/v1/files/:id/bad-rows', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const file = await requireFile(request.params.id);
    const { name, mediaType, bytes } = desk.badRows(file);
    response.set(attachment(name, mediaType));
    await pipeline(Readable.from(bytes), response);
  });
  return router;
}

/** A file as people see it: whose it is and how far it is, with the ways to its refused rows. */
function fileAnswer(file: FileJob, hindrance: string | undefined) {
  const { id, name, source, format, mapping, state, bytes, bytesRead, sha256, archivePath, error } = file;
  const { rowsRead, rowsStored, rowsRefused, rowsEmpty } = file;
  const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    id,
    name,
    source,
    format,
    mapping,
    state,
    bytes,
    bytesRead,
    rowsRead,
    rowsStored,
    rowsRefused,
    rowsEmpty,
    sha256,
    archivePath,
    uploadedAt: time(file.uploadedAtMs),
    startedAt: time(file.startedAtMs),
    finishedAt: time(file.finishedAtMs),
    error,
    ...(hindrance === undefined ? {} : { waitsBecause: hindrance }),
    ...(rowsRefused > 0 ? { errors: `/api/v1/files/${id}/errors`, badRows: `/api/v1/files/${id}/bad-rows` } : {}),
  };
}
