import {
  acceptedJobSchema,
  ProblemError,
  QUARANTINE_REPLAY_QUEUE,
  QUARANTINE_STATES,
  quarantinedSchema,
  quarantineSelectionSchema,
} from '@wellhead/contracts';
import {
  correctQuarantined,
  countQuarantine,
  dismissQuarantined,
  listQuarantine,
  QUARANTINE_GROUPS,
} from '@wellhead/stores';
import { z } from 'zod';
import { numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';
import { acceptedJob } from './jobs.js';

/** Of a repair; the same one that was killed may be asked for again then. */
const LONGEST_SECONDS = 3_600;
const by = z.string().min(1).max(200).default('api').describe('who does it; where the caller is known, that counts');
const none = (id: string): ProblemError =>
  new ProblemError('not-found', `There is no refused row ${id}: GET /quarantine lists them.`);

const filterSchema = z.object({
  state: z.enum(QUARANTINE_STATES).optional(),
  source: z.string().optional(),
  refusedBy: z.string().optional(),
  reason: z.string().optional().describe('text within the reason, in any case'),
  asset: z.string().optional().describe('value of the tag asset'),
  fromMs: numberParameter.optional().describe('received at or after this time'),
  toMs: numberParameter.optional().describe('received before this time'),
});

/** Refused input: see it, correct it, let it in again, or lay it to rest. */
export const quarantineRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/quarantine',
    summary: 'Refused input with its reason, the newest first',
    role: 'viewer',
    query: filterSchema.extend({
      beforeId: numberParameter.optional().describe('for paging: the id of the last row seen'),
      limit: numberParameter.pipe(z.number().min(1).max(10_000)).optional().describe('200'),
    }),
    answer: z.array(quarantinedSchema),
    handle: async ({ query, services: { stores } }) => [...(await listQuarantine(stores.pool, query))],
  }),
  route({
    method: 'get',
    path: '/quarantine/counts',
    summary: 'How much refused input there is, by what it shares; the most first',
    role: 'viewer',
    query: filterSchema.extend({
      by: z.enum(QUARANTINE_GROUPS).default('reason').describe('a reason counts without what was found and expected'),
      limit: numberParameter.pipe(z.number().min(1).max(1_000)).optional().describe('100 groups'),
    }),
    answer: z.array(
      z.object({
        value: z.string().describe('as a filter of GET /quarantine by the same name'),
        rows: z.number(),
        covers: z.number().describe('lines, points or rows that they stand for'),
        firstMs: z.number().describe('when the first of them was received'),
        lastMs: z.number(),
        newestId: z.number(),
      }),
    ),
    handle: async ({ query: { by: group, limit, ...filter }, services: { stores } }) => [
      ...(await countQuarantine(stores.pool, group, filter, limit)),
    ],
  }),
  route({
    method: 'get',
    path: '/quarantine/{id}',
    summary: 'One refused row',
    role: 'viewer',
    answer: quarantinedSchema,
    handle: async ({ params: { id = '' }, services: { stores } }) => {
      const [row] = /^\d{1,15}$/.test(id) ? await listQuarantine(stores.pool, { ids: [Number(id)] }) : [];
      if (!row) throw none(id);
      return row;
    },
  }),
  route({
    method: 'put',
    path: '/quarantine/{id}',
    summary: 'Correct a refused row; what came stays beside it. POST /quarantine/replays lets it in again',
    role: 'editor',
    body: z.object({
      corrected: z.string().min(1).max(1_000_000).describe('the line, point or row as it should be'),
      by,
    }),
    answer: quarantinedSchema,
    handle: async ({ body, params: { id = '' }, request, services: { stores, userOf } }) => {
      const [row] = /^\d{1,15}$/.test(id) ? await listQuarantine(stores.pool, { ids: [Number(id)] }) : [];
      if (!row) throw none(id);
      const corrected = await correctQuarantined(stores.pool, row.id, body.corrected, userOf?.(request) ?? body.by);
      if (corrected) return corrected;
      throw new ProblemError(
        'conflict',
        row.state === 'open'
          ? `Row ${id} stands for ${row.covers} refused ${row.kind} at once: replay it, and correct those that it leaves behind one by one.`
          : `Row ${id} is ${row.state} already: only open ones are corrected.`,
      );
    },
  }),
  route({
    method: 'post',
    path: '/quarantine/replays',
    summary:
      'Lets open rows in again, with the time at which they were received: those with these ids, or all that fit. GET /runs?kind=replay shows what became of them',
    role: 'editor',
    body: quarantineSelectionSchema,
    answer: acceptedJobSchema,
    status: 202,
    handle: ({ body, services: { jobs } }) =>
      acceptedJob(jobs, QUARANTINE_REPLAY_QUEUE, body, { expireSeconds: LONGEST_SECONDS }),
  }),
  route({
    method: 'post',
    path: '/quarantine/dismissals',
    summary: 'Lays open rows to rest for a reason; they stay to be seen',
    role: 'editor',
    body: z.object({
      rows: quarantineSelectionSchema.refine(
        (rows) => Object.values(rows).some((condition) => condition !== undefined),
        'name at least one condition: nothing is dismissed unseen',
      ),
      reason: z.string().trim().min(1).max(1_000),
      by,
    }),
    answer: z.object({ dismissed: z.number() }),
    handle: async ({ body, request, services: { stores, userOf } }) => ({
      dismissed: await dismissQuarantined(stores.pool, body.rows, body.reason, userOf?.(request) ?? body.by),
    }),
  }),
];
