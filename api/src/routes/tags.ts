import {
  msFromNs,
  ProblemError,
  tagChangeSchema,
  tagInForceSchema,
  tagMappingSchema,
  UNMAPPED,
  unmappedTagSchema,
} from '@wellhead/contracts';
import { openTagCatalogue, readTags, tagValues } from '@wellhead/stores';
import { z } from 'zod';
import { parseInput } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const by = z.string().min(1).max(200).default('api').describe('who sets it; where the caller is known, that counts');
const setSchema = z
  .strictObject({
    tags: z.array(tagMappingSchema).max(50_000).optional(),
    csv: z.string().max(20_000_000).optional().describe('a tags.csv: tag, asset, signal (measurement.field), unit'),
    by,
  })
  .refine(({ tags, csv }) => (tags === undefined) !== (csv === undefined), 'expected either tags or csv');

const exportSchema = z.object({
  from: z.coerce.number().int().optional().describe('ms since 1970, in; default: a day before the end'),
  to: z.coerce.number().int().optional().describe('ms since 1970, out; default: now'),
});
const DAY_MS = 86_400_000;
const LONGEST_MS = 366 * DAY_MS;

/** `GET /tags/values`: what tags measured, as the three columns that they came in. */
const valuesRoute: Route = {
  method: 'get',
  path: '/tags/values',
  summary: 'Values of all tags, mapped and not, as CSV: time, tag, value, in the unit of the tag',
  role: 'viewer',
  query: exportSchema,
  body: undefined,
  answer: z.string().describe('CSV: time, tag, value'),
  status: 200,
  serve: async (request, _role, signal, { stores, clock }) => {
    const asked = parseInput(exportSchema, request.query, 'query parameters');
    const to = asked.to ?? clock();
    const from = asked.from ?? to - DAY_MS;
    if (to <= from || to - from > LONGEST_MS)
      throw new ProblemError('bad-request', `from ${from} to ${to}: expected from < to, and a year at most.`);
    const lines = await tagValues(stores, { fromMs: from, toMs: to }, signal);
    return { headers: { 'content-type': 'text/csv; charset=utf-8' }, body: lines };
  },
};

/** What tags of other systems mean. A change holds within two seconds, without a restart, for what comes from then on. */
export const tagRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/tags',
    summary: 'The map of tags: which signal each one is',
    role: 'viewer',
    answer: z.array(tagInForceSchema),
    handle: async ({ services: { stores } }) => [...(await openTagCatalogue(stores.pool).list())],
  }),
  route({
    method: 'put',
    path: '/tags',
    summary: 'Map tags, as a list or as the text of a tags.csv; mappings of other tags stay',
    role: 'editor',
    body: setSchema,
    answer: z.object({ set: z.number() }),
    handle: async ({ body, request, services: { stores, userOf } }) => {
      const read = body.csv === undefined ? undefined : readTags(body.csv);
      if (read?.kind === 'faults')
        throw new ProblemError('bad-request', `The tags cannot be read: ${read.faults.join('; ')}.`);
      const tags = read?.tags ?? body.tags ?? [];
      await openTagCatalogue(stores.pool).set(tags, userOf?.(request) ?? body.by);
      return { set: tags.length };
    },
  }),
  route({
    method: 'delete',
    path: '/tags',
    summary: 'Forget what a tag means; one of a pack comes back when the pack is installed again',
    role: 'editor',
    query: z.object({ tag: z.string() }),
    answer: z.object({ removed: z.literal(true) }),
    handle: async ({ query: { tag }, request, services: { stores, userOf } }) => {
      if (await openTagCatalogue(stores.pool).remove(tag, userOf?.(request) ?? 'api'))
        return { removed: true as const };
      throw new ProblemError('not-found', `The tag ${tag} is not mapped: GET /tags.`);
    },
  }),
  route({
    method: 'get',
    path: '/tags/history',
    summary: 'Who mapped tags to what, the newest first; 500 at most',
    role: 'viewer',
    query: z.object({ tag: z.string().optional() }),
    answer: z.array(tagChangeSchema),
    handle: async ({ query: { tag }, services: { stores } }) => [...(await openTagCatalogue(stores.pool).history(tag))],
  }),
  route({
    method: 'get',
    path: '/tags/unmapped',
    summary: 'Tags that came and nobody has mapped, with their newest value',
    role: 'viewer',
    answer: z.array(unmappedTagSchema),
    handle: async ({ services: { stores } }) => {
      const mapped = new Set((await openTagCatalogue(stores.pool).list()).map(({ tag }) => tag));
      const newest = await stores.telemetry.latest({ measurement: UNMAPPED.measurement });
      return newest
        .flatMap(({ series, timeNs, values }) => {
          const [at, value] = [timeNs.at(-1), values.at(-1)];
          if (at === undefined || value === undefined || mapped.has(series.field)) return [];
          const newestValue = typeof value === 'bigint' ? Number(value) : value;
          return [{ tag: series.field, newestAtMs: msFromNs(at), newestValue }];
        })
        .sort((a, b) => a.tag.localeCompare(b.tag));
    },
  }),
  valuesRoute,
];
