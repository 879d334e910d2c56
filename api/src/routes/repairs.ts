import { acceptedJobSchema, ARCHIVE_REPLAY_QUEUE, archiveReplaySchema, ProblemError } from '@wellhead/contracts';
import { route, type Route } from '../http/route.js';
import { acceptedJob } from './jobs.js';

/** A month of a busy archive takes hours; one that was killed may be asked for again then, or before with another end. */
const LONGEST_SECONDS = 6 * 3_600;

/** What was kept comes in again: jobs that the ingestor carries out. */
export const repairRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/replays',
    summary:
      'Feeds a time range of the raw archive through the ingestor again. Harmless where the stores hold it already; GET /runs?kind=replay shows how far it has come',
    role: 'editor',
    body: archiveReplaySchema,
    answer: acceptedJobSchema,
    status: 202,
    handle: ({ body, services: { jobs } }) => {
      if (body.fromMs >= body.toMs)
        throw new ProblemError('bad-request', `fromMs ${body.fromMs} is not before toMs ${body.toMs}.`);
      return acceptedJob(jobs, ARCHIVE_REPLAY_QUEUE, body, { expireSeconds: LONGEST_SECONDS });
    },
  }),
];
