import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FileMapping, ProblemError } from '@wellhead/contracts';
import {
  type FileJob,
  FILE_STATES,
  type Files,
  findMapping,
  type KeptMapping,
  type RawArchive,
  readMapping,
} from '@wellhead/stores';
import express from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import { formatOf } from '../files/domain/file-format.js';
import { mappedColumns } from '../files/domain/header.js';
import type { FileJobs } from '../files/file-jobs.js';
import { archiveFile, receiveFile } from '../files/receive-file.js';
import { badRowsType, listRefusedRows, writeBadRows } from '../files/refused-rows.js';
import { tryFile, type TryParts } from '../files/try-file.js';
import { attachment } from './attachment.js';
import type { IngestorMetrics } from './metrics.js';
import { parseQuery, queryOf } from './query.js';
import { requireAnyAsset, requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

export interface FileParts extends TryParts {
  readonly archive: Pick<RawArchive, 'putFile' | 'open'>;
  readonly files: Files;
  readonly jobs: FileJobs;
  readonly gate: TokenGate;
  readonly metrics: IngestorMetrics;
  readonly ingestor: string;
  readonly fileBytes: number;
  readonly clock: () => number;
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

/** `POST /api/v1/files` and what became of each file. */
export function createFileRoutes(parts: FileParts): express.Router {
  const { pool, files, jobs, gate, metrics } = parts;
  const router = express.Router();

  router.post('/api/v1/files', async (request, response) => {
    const done = metrics.startRequest('/api/v1/files');
    response.on('close', () => done(response.statusCode));
    const sender = await requireScope(gate, request, queryOf(request), 'write');
    requireAnyAsset(sender);
    const query = parseQuery(uploadQuerySchema, request);
    const kept = await requireMapping(pool, query.mapping);
    const mapping = requireReadable(kept);
    const { beginning, bytes } = await receiveFile(request, parts.fileBytes);
    const format = formatOf(query.name, beginning);
    if (query.dry_run === 'true') {
      const tried = await tryFile(format, mapping, bytes.iterator({ destroyOnReturn: false }), parts);
      // The answer is read when the body was sent: what is left of it is taken and thrown away.
      bytes.resume();
      response.json(tried);
      return;
    }
    const archived = await archiveFile(parts.archive, mapping.source, query.name, bytes, parts.clock());
    const { file, isNew } = await files.add({
      id: randomUUID(),
      name: query.name,
      source: mapping.source,
      format,
      bytes: archived.bytes,
      sha256: archived.sha256,
      archivePath: archived.path,
      mapping: kept.name,
      mappingText: kept.text,
      mappingHash: kept.hash,
      token: sender.token,
      ingestor: parts.ingestor,
    });
    if (isNew) jobs.wake();
    const settled = isNew && query.wait > 0 ? await afterWait(file, query.wait * 1_000) : file;
    const isSettled = settled.state === 'done' || settled.state === 'failed';
    response
      .status(isSettled ? 200 : 202)
      .location(`/api/v1/files/${file.id}`)
      .json({ ...fileAnswer(settled), repeated: !isNew });
  });

  async function afterWait(file: FileJob, waitMs: number): Promise<FileJob> {
    await jobs.settled(file.id, waitMs);
    return (await files.get(file.id)) ?? file;
  }

  router.get('/api/v1/files', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const { state, limit } = parseQuery(listQuerySchema, request);
    response.json({ files: (await files.list({ state, limit })).map(fileAnswer) });
  });

  async function requireFile(id: string): Promise<FileJob> {
    const file = await files.get(id);
    if (!file) throw new ProblemError('not-found', `There is no file ${id}. GET /api/v1/files lists them.`);
    return file;
  }

  router.get('/api/v1/files/:id', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    response.json(fileAnswer(await requireFile(request.params.id)));
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
    const mapping = readMapping(file.mappingText);
    const { mediaType, ending } = badRowsType(file);
    response.set(attachment(`${file.name.replace(/\.[^.]*$/, '')}-bad-rows.${ending}`, mediaType));
    const rows = writeBadRows(pool, file, 'faults' in mapping ? [] : mappedColumns(mapping));
    await pipeline(Readable.from(rows), response);
  });
  return router;
}

async function requireMapping(pool: Pool, name: string): Promise<KeptMapping> {
  const kept = await findMapping(pool, name).catch((cause: unknown) => {
    throw new ProblemError(
      'store-unavailable',
      'Mappings cannot be read now; nothing of this file was kept. Send it again later.',
      {
        retryAfterSeconds: 2,
        cause,
      },
    );
  });
  if (!kept)
    throw new ProblemError(
      'unknown-mapping',
      `There is no mapping “${name}”. GET /api/v1/file-mappings lists them; PUT /api/v1/file-mappings/${encodeURIComponent(name)} makes one.`,
    );
  return kept;
}

/** A mapping was read when it was written: it has faults only if what is allowed has become narrower since. */
function requireReadable({ name, text }: KeptMapping): FileMapping {
  const mapping = readMapping(text);
  if ('faults' in mapping)
    throw new ProblemError(
      'invalid-mapping',
      `The mapping “${name}” cannot be read any more: ${mapping.faults.join('; ')}. Write it anew.`,
    );
  return mapping;
}

/** A file as people see it: whose it is and how far it is, with the ways to its refused rows. */
export function fileAnswer(file: FileJob) {
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
    ...(rowsRefused > 0 ? { errors: `/api/v1/files/${id}/errors`, badRows: `/api/v1/files/${id}/bad-rows` } : {}),
  };
}
