import { MS_PER_HOUR } from '@wellhead/contracts';
import { listAudits, listLedger, openCatalogue, sourcesState } from '@wellhead/stores';
import { z } from 'zod';
import { numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';

const ledgerSchema = z.object({
  ingestor: z.string(),
  source: z.string(),
  hourMs: z.number(),
  received: z.number(),
  accepted: z.number(),
  quarantined: z.number(),
  sinks: z
    .array(
      z.object({
        sink: z.string().describe('telemetry or postgres'),
        accepted: z.number(),
        delivered: z.number().describe('stored, or refused by the store and in quarantine'),
        pending: z.number().describe('in the spool; accepted = delivered + pending'),
        readings: z.number().describe('readings in the delivered lines and points'),
        refused: z.number().describe('readings or rows that the store refused after they were acknowledged'),
      }),
    )
    .describe('what became of the accepted rows at each sink'),
  imbalance: z.number().describe('rows that the books cannot place; 0 when they balance'),
});
const auditSchema = z.object({
  atMs: z.number(),
  store: z.string(),
  written: z.number().describe('readings that ingestors delivered'),
  stored: z.number().describe('distinct readings that the store counts'),
  overwritten: z.number().describe('written - stored: overwritten, or dropped by retention'),
});
const sourceSchema = z.object({
  kind: z.enum(['pack', 'sender']),
  name: z.string(),
  title: z.string(),
  dataLabel: z.string().describe('“dates shifted”, “simulated”; empty for data that is what it seems'),
  lastAtMs: z
    .number()
    .nullable()
    .describe('newest reading of a pack; of a sender the hour of its last rows, to the hour'),
  intervalMs: z.number().optional().describe('expected time between two readings'),
  signals: z.number().optional(),
  staleSignals: z.number().optional(),
  lastForecastMs: z.number().nullable().optional(),
  forecastStale: z.boolean().optional(),
  received: z.number().optional().describe('rows of the last 24 hours'),
  accepted: z.number().optional(),
  quarantined: z.number().optional(),
});
const sourcesSchema = z.object({
  sources: z.array(sourceSchema),
  stores: z.array(z.object({ store: z.string(), reachable: z.boolean(), reason: z.string() })),
});
const limitParameter = numberParameter.pipe(z.number().min(1).max(10_000)).optional();

/** What came in, what was refused, and how fresh everything is. */
export const intakeRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/sources',
    summary: 'What is connected and how fresh it is: packs, senders of the last 24 hours, stores',
    role: 'viewer',
    answer: sourcesSchema,
    handle: async ({ services: { stores, clock } }) => {
      const nowMs = clock();
      const state = await sourcesState(stores, nowMs);
      const intervals = new Map<string, number>();
      if (state.packs.length > 0)
        for (const { pack, intervalMs } of await openCatalogue(stores.pool).signals())
          intervals.set(pack, Math.min(intervalMs, intervals.get(pack) ?? intervalMs));
      return {
        sources: [
          ...state.packs.map((pack) => ({
            kind: 'pack' as const,
            name: pack.pack,
            title: pack.title,
            dataLabel: pack.dataLabel,
            lastAtMs: pack.lastReadingMs,
            ...(intervals.has(pack.pack) ? { intervalMs: intervals.get(pack.pack) } : {}),
            signals: pack.signals,
            staleSignals: pack.staleSignals,
            lastForecastMs: pack.lastForecastMs,
            forecastStale: pack.forecastStale,
          })),
          ...state.sources.map((source) => ({
            kind: 'sender' as const,
            name: source.source,
            title: source.source,
            dataLabel: '',
            lastAtMs: Math.min(nowMs, source.lastHourMs + MS_PER_HOUR),
            received: source.received,
            accepted: source.accepted,
            quarantined: source.quarantined,
          })),
        ],
        stores: [...state.stores],
      };
    },
  }),
  route({
    method: 'get',
    path: '/ledger',
    summary:
      'Rows by source and hour: received = accepted + quarantined, and for each sink accepted = delivered + pending',
    role: 'viewer',
    query: z.object({ sinceMs: numberParameter.optional(), limit: limitParameter.describe('1000') }),
    answer: z.array(ledgerSchema),
    handle: async ({ query, services: { stores } }) =>
      (await listLedger(stores.pool, query.sinceMs, query.limit)).map((hour) => ({ ...hour, sinks: [...hour.sinks] })),
  }),
  route({
    method: 'get',
    path: '/ledger/audits',
    summary: 'What ingestors wrote against what the telemetry store counts, once an hour: an audit, not a balance',
    role: 'viewer',
    query: z.object({ limit: limitParameter.describe('100') }),
    answer: z.array(auditSchema),
    handle: async ({ query, services: { stores } }) => [...(await listAudits(stores.pool, query.limit))],
  }),
];
