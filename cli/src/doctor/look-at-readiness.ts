import { z } from 'zod';
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
  sources: z
    .array(z.object({ name: z.string(), kind: z.string(), isConnected: z.boolean(), lastError: z.string().nullish() }))
    .default([]),
});
/** `/readyz` of the other services: each dependency with `ok` or the reason. */
const plainReadySchema = z.record(z.string(), z.string());
/** `/readyz` of the data source's backend: one sentence. */
const sentenceReadySchema = z.strictObject({ status: z.string(), detail: z.string() });

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
    const { dependencies, pendingRecords, sinks, sources } = ingestor.data;
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
      ...sources.map(({ name, kind, isConnected, lastError }) =>
        isConnected && lastError == null
          ? pass(`source ${name}`, `${kind}, connected`)
          : warn(
              `source ${name}`,
              `${kind}: ${lastError ?? 'not connected yet'}`,
              'Mend what the reason says, there or in the configuration of the source; it goes on by itself where it stopped.',
            ),
      ),
      pass('spool, waiting', `${pendingRecords} requests are not in every store yet`),
    ];
  }
  const sentence = sentenceReadySchema.safeParse(answer);
  if (sentence.success) {
    const { status, detail } = sentence.data;
    return [status === 'ok' ? pass('backend', detail) : fail('backend', detail, STORE_REMEDY)];
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
