import { mappingNameSchema, ProblemError } from '@wellhead/contracts';
import { findMapping, listMappings, openCatalogue, readMapping, removeMapping, saveMapping } from '@wellhead/stores';
import express from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import { formatOf } from '../files/domain/file-format.js';
import { proposeMapping } from '../files/domain/propose-mapping.js';
import { csvHead, readFileHead } from '../files/formats/read-file-head.js';
import { openPlaces } from '../files/places.js';
import { receiveFile } from '../files/receive-file.js';
import type { BodyReader } from './body.js';
import { fileNameSchema } from './file-routes.js';
import { parseQuery, queryOf } from './query.js';
import { requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

const MAX_MAPPING_BYTES = 262_144;
const MAX_HEAD_BYTES = 64 * 1024 * 1024;
const crowded = (): never => {
  throw new ProblemError('overloaded', 'Too many files are looked at already; send again in a few seconds.', {
    retryAfterSeconds: 5,
  });
};
const YAML = 'application/yaml';
export const proposeQuerySchema = z.strictObject({ name: fileNameSchema });

/** Mappings of files: list, read, write, remove, and propose one from the header of a file. */
export function createMappingRoutes(parts: {
  readonly pool: Pool;
  readonly gate: TokenGate;
  readonly bodies: BodyReader;
  readonly fileBytes: number;
}): express.Router {
  const { pool, gate, bodies } = parts;
  const router = express.Router();
  const heads = openPlaces({ places: 2, waiting: 32, waitMs: 10_000 });

  router.get('/api/v1/file-mappings', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    response.json({
      mappings: (await listMappings(pool)).map(({ name, changedBy, changedAtMs, text }) => ({
        name,
        changedBy,
        changedAt: new Date(changedAtMs).toISOString(),
        text,
      })),
    });
  });

  router.post('/api/v1/file-mappings/propose', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const { name } = parseQuery(proposeQuerySchema, request);
    const { beginning, bytes } = await receiveFile(request, parts.fileBytes);
    if (formatOf(name, beginning) !== 'csv')
      throw new ProblemError(
        'unsupported-media-type',
        'A mapping is proposed for CSV only: write one, docs/how-to/upload-files.md shows how.',
      );
    const { delimiter = ',', tables } = await csvHead(bytes.iterator({ destroyOnReturn: false }));
    bytes.resume();
    const header = { names: (tables[0]?.rows[0] ?? []).map((column) => column.trim()), delimiter };
    const catalogue = openCatalogue(pool);
    const recordTypes = (await catalogue.packs()).flatMap((pack) => pack.recordTypes);
    const proposed = proposeMapping(header, await catalogue.signals(), recordTypes);
    if ('fault' in proposed) throw new ProblemError('invalid-file', proposed.fault);
    response.type(YAML).send(proposed.yaml);
  });

  router.post('/api/v1/file-mappings/head', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const { name } = parseQuery(proposeQuerySchema, request);
    const { beginning, bytes } = await receiveFile(request, Math.min(parts.fileBytes, MAX_HEAD_BYTES));
    const format = formatOf(name, beginning);
    // A workbook is held as a whole.
    const head =
      (await heads.take(() => readFileHead(format, bytes.iterator({ destroyOnReturn: false })))) ?? crowded();
    bytes.resume();
    if ('fault' in head) throw new ProblemError('invalid-file', `${name}: ${head.fault}.`);
    response.json(head);
  });

  router.get('/api/v1/file-mappings/:name', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'write');
    const kept = await findMapping(pool, request.params.name);
    if (!kept) throw unknown(request.params.name);
    response.type(YAML).send(kept.text);
  });

  router.put('/api/v1/file-mappings/:name', async (request, response) => {
    const sender = await requireScope(gate, request, queryOf(request), 'manage');
    const name = mappingNameSchema.safeParse(request.params.name);
    if (!name.success)
      throw new ProblemError('bad-request', `Name: found “${request.params.name}”; ${name.error.issues[0]?.message}.`);
    const body = await bodies.read(request);
    if (body.length > MAX_MAPPING_BYTES)
      throw new ProblemError('too-large', `The mapping is larger than ${MAX_MAPPING_BYTES} bytes.`);
    const text = body.toString('utf8');
    const mapping = readMapping(text);
    if ('faults' in mapping)
      throw new ProblemError(
        'invalid-mapping',
        `Nothing was saved: ${mapping.faults.join('; ')}. docs/how-to/upload-files.md shows what a mapping may hold.`,
        { places: mapping.faults.map((reason) => ({ reason })) },
      );
    await saveMapping(pool, name.data, text, sender.token);
    response.json({ name: name.data, saved: true });
  });

  router.delete('/api/v1/file-mappings/:name', async (request, response) => {
    await requireScope(gate, request, queryOf(request), 'manage');
    if (!(await removeMapping(pool, request.params.name))) throw unknown(request.params.name);
    response.status(204).end();
  });
  return router;
}

const unknown = (name: string): ProblemError =>
  new ProblemError('unknown-mapping', `There is no mapping “${name}”. GET /api/v1/file-mappings lists them.`);
