import {
  acceptedJobSchema,
  FORECAST_QUEUE,
  forecastJobSchema,
  type ForecastJobInput,
  modelScoreSchema,
  vintageSchema,
} from '@wellhead/contracts';
import { forecastVintages, latestScores } from '@wellhead/stores';
import { z } from 'zod';
import { listParameter, numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';
import { acceptedJob } from './jobs.js';

const vintagesQuerySchema = z.object({
  asset: listParameter,
  signal: listParameter.describe('`measurement.field`'),
  model: z.string().optional().describe('a named model instead of the published one'),
  believedAtMs: numberParameter.optional().describe('the newest issued at or before this time'),
  vintages: numberParameter
    .pipe(z.number().int().min(1).max(200))
    .optional()
    .describe('how many of the newest of each signal; 1'),
});
/** Vintages, back-tests, and asking for a new forecast. */
export const forecastRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/forecasts',
    summary: 'The newest vintages of each signal',
    role: 'viewer',
    query: vintagesQuerySchema,
    answer: z.array(vintageSchema),
    handle: async ({ query: { asset, signal, ...query }, services: { stores } }) => [
      ...(await forecastVintages(stores.pool, { assets: asset, signals: signal, ...query })),
    ],
  }),
  route({
    method: 'get',
    path: '/scores',
    summary: 'The newest back-test of each model on each signal',
    role: 'viewer',
    query: z.object({ asset: listParameter, signal: listParameter }),
    answer: z.array(modelScoreSchema),
    handle: async ({ query: { asset, signal }, services: { stores } }) => [
      ...(await latestScores(stores.pool, { assets: asset, signals: signal })),
    ],
  }),
  route({
    method: 'post',
    path: '/forecasts/run',
    summary: 'Forecast now: all signals with a horizon, those of a pack, or those named',
    role: 'editor',
    body: forecastJobSchema.omit({ reason: true }).optional(),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `jobs/${job}` }),
    handle: ({ body, services: { jobs } }) => {
      const job: ForecastJobInput = { ...body, reason: 'demand' };
      return acceptedJob(jobs, FORECAST_QUEUE, job);
    },
  }),
];
