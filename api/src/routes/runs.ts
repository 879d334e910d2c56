import {
  acceptedJobSchema,
  type FlowJobInput,
  flowJobSchema,
  flowQueue,
  flowSummarySchema,
  HELLO_FLOW,
  ProblemError,
  RUN_KINDS,
  runLogSchema,
  runSchema,
} from '@wellhead/contracts';
import { openCatalogue, openRuns, type RunSummary } from '@wellhead/stores';
import { z } from 'zod';
import type { ApiServices } from '../api-options.js';
import { numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';
import { acceptedJob } from './jobs.js';

const runsQuerySchema = z.object({
  kind: z.enum(RUN_KINDS).optional(),
  name: z.string().optional(),
  state: z.enum(['running', 'succeeded', 'failed']).optional(),
  limit: numberParameter.pipe(z.number().min(1).max(1_000)).optional().describe('100'),
});

async function runOf(services: ApiServices, id: string): Promise<RunSummary> {
  const run = await openRuns(services.stores.pool).get(id);
  if (run === undefined) throw new ProblemError('not-found', `There is no run ${id}.`);
  return run;
}

/** Runs of flows and forecasts, what they said, and starting a flow. */
export const runRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/runs',
    summary: 'Runs, the newest first',
    role: 'viewer',
    query: runsQuerySchema,
    answer: z.array(runSchema),
    handle: async ({ query, services: { stores } }) => [...(await openRuns(stores.pool).list(query))],
  }),
  route({
    method: 'get',
    path: '/runs/{id}',
    summary: 'One run',
    role: 'viewer',
    answer: runSchema,
    handle: ({ params, services }) => runOf(services, params['id'] ?? ''),
  }),
  route({
    method: 'get',
    path: '/runs/{id}/logs',
    summary: 'What a run said, in order',
    role: 'viewer',
    answer: z.array(runLogSchema),
    handle: async ({ params, services }) => {
      const { id } = await runOf(services, params['id'] ?? '');
      return [...(await openRuns(services.stores.pool).logs(id))];
    },
  }),
  route({
    method: 'get',
    path: '/flows',
    summary: 'Flows of the packs and what starts them',
    role: 'viewer',
    answer: z.array(flowSummarySchema),
    handle: async ({ services: { stores } }) =>
      (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
        pack.flows.map(({ name, title, cron, after, steps }) => ({
          pack: pack.name,
          name,
          title,
          ...(cron === undefined ? {} : { cron }),
          ...(after === undefined ? {} : { after }),
          steps: steps.map((step) => ({ kind: step.kind, name: step.name })),
        })),
      ),
  }),
  route({
    method: 'post',
    path: '/flows/{name}/run',
    summary: 'Run a flow now: the last full day, or the days named (back-fill)',
    role: 'editor',
    body: flowJobSchema.omit({ reason: true }).optional(),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../jobs/${job}` }),
    handle: async ({ params, body, services: { stores, jobs } }) => {
      const name = params['name'] ?? '';
      const flows = (await openCatalogue(stores.pool).packs()).flatMap((pack) => pack.flows.map((flow) => flow.name));
      if (name !== HELLO_FLOW && !flows.includes(name))
        throw new ProblemError('not-found', `There is no flow ${name}: there are ${flows.join(', ') || 'none'}.`);
      const job: FlowJobInput = { ...body, reason: 'demand' };
      return acceptedJob(jobs, flowQueue(name), job);
    },
  }),
];
