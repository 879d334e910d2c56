import { flowQueue, HELLO_FLOW, helloOutputSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { CommandFailure, reasonOf } from '../failure.js';
import { waitForJob } from '../service/wait-for-job.js';
import type { ServiceClient } from '../service/service-client.js';
import { type Finding, fail, pass, warn } from './finding.js';

/** The way in, with the token, as a client sees it: an empty body is checked like any other and stores nothing. */
export async function lookAtWrites(service: ServiceClient, bucket: string): Promise<Finding> {
  const what = 'writes';
  const response = await service.raw(`/api/v2/write?bucket=${encodeURIComponent(bucket)}`, {
    method: 'POST',
    body: '',
  });
  const text = await response.text();
  switch (response.status) {
    case 204:
      return pass(what, 'token and bucket are taken');
    case 401:
      return fail(
        what,
        'the token is unknown',
        'Set WELLHEAD_TOKEN, or WELLHEAD_DATA_DIR to the folder whose secrets.json holds it.',
      );
    case 403:
      return fail(what, 'the token has no write scope', 'Use one that has: wellhead token create NAME --scope write');
    case 404:
      return fail(what, `the bucket “${bucket}” is not known`, 'Set INFLUX_BUCKET as the service has it.');
    default:
      return fail(what, `answered ${response.status}: ${text.slice(0, 200)}`, 'The log of the ingestor says more.');
  }
}

/** Queues the hello flow and waits for the worker that answers it. */
export async function lookAtWorkers(service: ServiceClient, timeoutMs: number): Promise<Finding> {
  const what = 'flow worker';
  try {
    const job = await service.send(
      'POST',
      `/api/v1/flows/${HELLO_FLOW}/run`,
      z.object({ queue: z.literal(flowQueue(HELLO_FLOW)), id: z.string() }),
      {},
    );
    const startedMs = performance.now();
    const end = await waitForJob(service, job, timeoutMs);
    switch (end.kind) {
      case 'completed':
        return pass(
          what,
          `${helloOutputSchema.parse(end.output).hello} said hello after ${Math.round(performance.now() - startedMs)} ms`,
        );
      case 'failed':
        return fail(what, `the hello flow failed: ${end.reason}`, 'The log of the pipelines says more.');
      case 'still-running':
        return fail(
          what,
          `no worker took the hello flow within ${timeoutMs / 1_000} s: the pipelines do not run, or they are busy`,
          'Start the pipelines (docker compose up -d pipelines; npm start runs them too) and look at their log; --timeout waits longer.',
        );
      default:
        return end satisfies never;
    }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return warn(what, reasonOf(error), 'Mend that first, then run wellhead doctor again.');
  }
}

const ledgerSchema = z.array(
  z.object({
    source: z.string(),
    hourMs: z.number(),
    quarantined: z.number(),
    imbalance: z.number(),
    sinks: z.array(z.object({ pending: z.number() })),
  }),
);
const WEEK_MS = 7 * 86_400_000;

/** received = accepted + quarantined, accepted = delivered + pending, for each source and hour of the last week. */
export async function lookAtLedger(service: ServiceClient): Promise<Finding> {
  const hours = await service.get(`/api/v1/ledger?sinceMs=${Date.now() - WEEK_MS}&limit=1000`, ledgerSchema);
  const off = hours.filter(({ imbalance }) => imbalance !== 0);
  const [first] = off;
  const quarantined = hours.reduce((sum, hour) => sum + hour.quarantined, 0);
  const pending = hours.flatMap(({ sinks }) => sinks).reduce((sum, sink) => sum + sink.pending, 0);
  if (first !== undefined)
    return fail(
      'ledger',
      `${off.length} hours do not balance; first ${first.source} at ${new Date(first.hourMs).toISOString()}: ${first.imbalance} rows cannot be placed`,
      'This is a bug: keep the data folder and report it.',
    );
  if (quarantined > 0)
    return warn(
      'ledger',
      `balances; ${quarantined} rows of the last 7 days are in quarantine`,
      'See them with wellhead quarantine list.',
    );
  return pass(
    'ledger',
    `balances (${hours.length} source hours of the last 7 days, ${pending} rows on their way to a store)`,
  );
}
