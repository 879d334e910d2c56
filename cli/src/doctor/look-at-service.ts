import { flowQueue, HELLO_FLOW, helloOutputSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { CommandFailure, reasonOf } from '../failure.js';
import { waitForJob } from '../flow/wait-for-job.js';
import type { ServiceClient } from '../service/service-client.js';
import { type Finding, fail, pass, warn } from './finding.js';

/** `/readyz` of the ingestor: dependencies by name, sinks with how far they are. */
const ingestorReadySchema = z.object({
  status: z.string(),
  dependencies: z.array(z.object({ name: z.string(), status: z.enum(['pass', 'warn', 'fail']), detail: z.string() })),
  pendingRecords: z.number().default(0),
  sinks: z
    .array(z.object({ name: z.string(), failingSinceMs: z.number().nullish(), lastError: z.string().nullish() }))
    .default([]),
});
/** `/readyz` of the other services: each dependency with `ok` or the reason. */
const plainReadySchema = z.record(z.string(), z.string());

const STORE_REMEDY =
  'Start it or mend what the reason says; intake goes on meanwhile, and the spool is delivered when it is back.';

/** What `/readyz` tells, dependency by dependency. */
export async function lookAtReadiness(service: ServiceClient): Promise<Finding[]> {
  const response = await service.raw('/readyz', { signal: AbortSignal.timeout(10_000) });
  return readinessFindings(await response.json().catch(() => undefined), service.url);
}

export function readinessFindings(answer: unknown, url: string): Finding[] {
  const ingestor = ingestorReadySchema.safeParse(answer);
  if (ingestor.success) {
    const { dependencies, pendingRecords, sinks } = ingestor.data;
    return [
      ...dependencies.map(({ name, status, detail }) =>
        status === 'pass'
          ? pass(name, detail)
          : fail(name, detail, name === 'spool' ? 'Stores are behind or away: mend them, see below.' : STORE_REMEDY),
      ),
      ...sinks.map(({ name, failingSinceMs, lastError }) =>
        failingSinceMs == null
          ? pass(`sink ${name}`, 'delivers')
          : fail(
              `sink ${name}`,
              `fails since ${new Date(failingSinceMs).toISOString()}: ${lastError ?? 'no reason given'}`,
              STORE_REMEDY,
            ),
      ),
      pass('spool, waiting', `${pendingRecords} requests are not in every store yet`),
    ];
  }
  const plain = plainReadySchema.safeParse(answer);
  if (!plain.success)
    return [
      fail('readiness', `${url}/readyz answered something else`, 'Is this address Wellhead’s? Set WELLHEAD_URL.'),
    ];
  return Object.entries(plain.data)
    .filter(([name]) => name !== 'status')
    .map(([name, said]) => (said === 'ok' ? pass(name, 'answers') : fail(name, said, STORE_REMEDY)));
}

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
          `no worker took the hello flow within ${timeoutMs / 1_000} s`,
          'Start the pipelines (docker compose up -d pipelines; npm start runs them too) and look at their log.',
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
    received: z.number(),
    accepted: z.number(),
    quarantined: z.number(),
  }),
);
const WEEK_MS = 7 * 86_400_000;

/** received = accepted + quarantined, for each source and hour of the last week. */
export async function lookAtLedger(service: ServiceClient): Promise<Finding> {
  const hours = await service.get(`/api/v1/ledger?sinceMs=${Date.now() - WEEK_MS}&limit=1000`, ledgerSchema);
  const off = hours.filter(({ received, accepted, quarantined }) => received !== accepted + quarantined);
  const [first] = off;
  const quarantined = hours.reduce((sum, hour) => sum + hour.quarantined, 0);
  if (first !== undefined)
    return fail(
      'ledger',
      `${off.length} hours do not balance; first ${first.source} at ${new Date(first.hourMs).toISOString()}: ${first.received} ≠ ${first.accepted} + ${first.quarantined}`,
      'This is a bug: keep the data folder and report it.',
    );
  if (quarantined > 0)
    return warn(
      'ledger',
      `balances; ${quarantined} rows of the last 7 days are in quarantine`,
      'See them with wellhead quarantine list.',
    );
  return pass('ledger', `balances (${hours.length} source hours of the last 7 days)`);
}
