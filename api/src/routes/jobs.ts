import { type AcceptedJob, type JobState, jobStateSchema, ProblemError } from '@wellhead/contracts';
import { openRuns, type Jobs, type SendOptions } from '@wellhead/stores';
import type { ApiServices } from '../api-options.js';
import { route, type Route } from '../http/route.js';

/** Queues a job; the same request again while one waits or runs is a conflict. */
export async function acceptedJob(
  jobs: Jobs,
  queue: string,
  data: object,
  options: Pick<SendOptions, 'expireSeconds'> = {},
): Promise<AcceptedJob> {
  const id = await jobs.send(queue, data, { ...options, onceKey: JSON.stringify(data) });
  if (id === undefined)
    throw new ProblemError(
      'conflict',
      'The same run waits or goes on already: wait for it, GET /runs shows how it ended.',
    );
  return { queue, id, job: `${queue}/${id}` };
}

/** Forecasts, trainings, back-tests and reruns give their run the id of the job. */
async function progressOf({ pool }: ApiServices['stores'], id: string): Promise<Pick<JobState, 'progress'>> {
  const run = await openRuns(pool).get(id);
  return run?.progress ? { progress: run.progress } : {};
}

/** How jobs stand. */
export const jobRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/jobs/{queue}/{id}',
    summary: 'How a job stands that was taken with 202',
    role: 'viewer',
    answer: jobStateSchema,
    handle: async ({ params: { queue = '', id = '' }, services: { jobs, stores } }) => {
      // pg-boss asks for a uuid: anything else cannot be a job of ours.
      const outcome = /^[0-9a-f-]{36}$/i.test(id) ? await jobs.outcome(queue, id) : undefined;
      switch (outcome?.kind) {
        case undefined:
        case 'already-queued':
          throw new ProblemError(
            'not-found',
            `There is no job ${id} in ${queue}; finished ones are forgotten after a week.`,
          );
        case 'completed':
          return { state: 'completed' as const, output: outcome.output };
        case 'failed':
          return { state: 'failed' as const, reason: outcome.reason, ...(await progressOf(stores, id)) };
        case 'still-running':
          return { state: 'running' as const, ...(await progressOf(stores, id)) };
        default:
          return outcome satisfies never;
      }
    },
  }),
];
