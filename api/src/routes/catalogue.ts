import {
  assetSchema,
  limitChangeSchema,
  limitInForceSchema,
  limitKeySchema,
  limitPreviewSchema,
  limitSchema,
  ProblemError,
  signalStateSchema,
} from '@wellhead/contracts';
import { openCatalogue, previewLimit, recordColumns, signalStates, tableColumns } from '@wellhead/stores';
import { z } from 'zod';
import { listParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const filterSchema = z.object({
  asset: listParameter.describe('only these assets; may be given several times'),
  signal: listParameter.describe('only these signals, `measurement.field`'),
});
const filterOf = ({ asset, signal }: z.output<typeof filterSchema>) => ({ assets: asset, signals: signal });

const setLimitSchema = limitSchema.extend({
  by: z.string().min(1).max(200).default('api').describe('who sets it; Grafana’s user where it is known'),
});
const noSignal = ({ asset, measurement, field }: z.output<typeof limitKeySchema>): ProblemError =>
  new ProblemError(
    'not-found',
    `There is no signal ${measurement}.${field} of ${asset}: GET /signals lists those that there are.`,
  );
const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  kind: z.string(),
  description: z.string().optional(),
});
const martSchema = z.object({
  pack: z.string(),
  table: z.string(),
  title: z.string(),
  timeColumn: z.string().optional(),
  columns: z.array(columnSchema),
});
const recordTypeSchema = z.object({
  pack: z.string(),
  type: z.string(),
  table: z.string(),
  key: z.array(z.string()),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      format: z.string().optional(),
      description: z.string().optional(),
      required: z.boolean(),
    }),
  ),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of one record'),
});
const packSummarySchema = z.object({
  name: z.string(),
  title: z.string(),
  describes: z.string(),
  dataLabel: z.string(),
  forecastEveryMs: z.number().nullable().describe('how often its signals are forecast; null: none of them is'),
});

/** What is watched: assets, signals, limits, and the tables that can be asked. */
export const catalogueRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/assets',
    summary: 'Assets: the things watched, a tree by `parent`',
    role: 'viewer',
    answer: z.array(assetSchema),
    handle: async ({ services: { stores } }) => [...(await openCatalogue(stores.pool).assets())],
  }),
  route({
    method: 'get',
    path: '/signals',
    summary: 'Signals with their limits, last value and age',
    role: 'viewer',
    query: filterSchema,
    answer: z.array(signalStateSchema),
    handle: async ({ query, services: { stores, clock } }) =>
      (await signalStates(stores, filterOf(query), clock())).map(({ signal, limits, lastMs, ...state }) => ({
        ...signal,
        ...state,
        limits: [...limits],
        lastAtMs: lastMs,
      })),
  }),
  route({
    method: 'get',
    path: '/limits',
    summary: 'Limits as they are now',
    role: 'viewer',
    query: filterSchema,
    answer: z.array(limitInForceSchema),
    handle: async ({ query, services: { stores } }) => [...(await openCatalogue(stores.pool).limits(filterOf(query)))],
  }),
  route({
    method: 'put',
    path: '/limits',
    summary: 'Set a limit; alert rules follow at their next evaluation',
    role: 'editor',
    body: setLimitSchema,
    answer: limitInForceSchema,
    handle: async ({ body: { by, ...limit }, request, services: { stores, userOf } }) => {
      const outcome = await openCatalogue(stores.pool).setLimit(limit, userOf?.(request) ?? by);
      if (outcome.kind === 'set') return outcome.limit;
      throw noSignal(limit);
    },
  }),
  route({
    method: 'delete',
    path: '/limits',
    summary: 'Remove a limit',
    role: 'editor',
    query: limitKeySchema.extend({ by: z.string().min(1).max(200).default('api') }),
    answer: z.object({ removed: z.literal(true) }),
    handle: async ({ query: { by, ...key }, request, services: { stores, userOf } }) => {
      if (await openCatalogue(stores.pool).removeLimit(key, userOf?.(request) ?? by)) return { removed: true as const };
      throw new ProblemError('not-found', `${key.measurement}.${key.field} of ${key.asset} has no ${key.kind} limit.`);
    },
  }),
  route({
    method: 'get',
    path: '/limits/history',
    summary: 'Who changed which limit when, the newest first; 500 at most',
    role: 'viewer',
    query: filterSchema,
    answer: z.array(limitChangeSchema),
    handle: async ({ query, services: { stores } }) => [
      ...(await openCatalogue(stores.pool).limitHistory(filterOf(query))),
    ],
  }),
  route({
    method: 'post',
    path: '/limits/preview',
    summary: 'Which alerts a limit would have raised in the last 30 days; changes nothing',
    role: 'viewer',
    body: limitKeySchema.extend({ value: z.number() }),
    answer: limitPreviewSchema,
    handle: async ({ body, services: { stores, clock } }) => {
      const preview = await previewLimit(stores, body, clock());
      if (preview) return preview;
      throw noSignal(body);
    },
  }),
  route({
    method: 'get',
    path: '/packs',
    summary: 'Packs that are installed',
    role: 'viewer',
    answer: z.array(packSummarySchema),
    handle: async ({ services: { stores } }) =>
      (await openCatalogue(stores.pool).packs()).map(
        ({ name, title, describes, dataLabel, forecastScheduleMs, signals }) => ({
          name,
          title,
          describes,
          dataLabel,
          forecastEveryMs: signals.some(({ horizonSteps }) => horizonSteps > 0) ? forecastScheduleMs : null,
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/marts',
    summary: 'Tables and views that packs publish, with their columns: for queries of type mart',
    role: 'viewer',
    answer: z.array(martSchema),
    handle: async ({ services: { stores } }) => {
      const marts = (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
        pack.marts.map((mart) => ({ pack: pack.name, ...mart })),
      );
      return Promise.all(
        marts.map(async (mart) => ({
          ...mart,
          columns: (await tableColumns(stores.readOnlyPool, mart.table)).map(({ description, ...column }) => ({
            ...column,
            ...(description === undefined ? {} : { description }),
          })),
        })),
      );
    },
  }),
  route({
    method: 'get',
    path: '/record-types',
    summary: 'Record types of the packs, with their columns: for queries of type records and for uploads',
    role: 'viewer',
    answer: z.array(recordTypeSchema),
    handle: async ({ services: { stores } }) =>
      (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
        pack.recordTypes.map((recordType) => ({
          pack: pack.name,
          ...recordType,
          columns: [...recordColumns(recordType)],
        })),
      ),
  }),
];
