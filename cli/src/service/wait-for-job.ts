import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import type { ServiceClient } from './service-client.js';

/** What the service answers when it has taken a job. */
export const acceptedSchema = z.object({ queue: z.string(), id: z.string() });
type AcceptedJob = z.infer<typeof acceptedSchema>;

const jobStateSchema = z.object({
  state: z.enum(['running', 'completed', 'failed']),
  reason: z.string().optional(),
  output: z.unknown().optional(),
});

export type JobEnd =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'still-running' };

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Asks the service until a job has ended, at most `timeoutMs`. */
export async function waitForJob(service: ServiceClient, job: AcceptedJob, timeoutMs: number): Promise<JobEnd> {
  const endMs = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const { state, reason, output } = await service.get(`/api/v1/jobs/${job.queue}/${job.id}`, jobStateSchema);
    if (state === 'completed') return { kind: 'completed', output };
    if (state === 'failed') return { kind: 'failed', reason: reason ?? 'no reason was kept' };
    if (performance.now() >= endMs) return { kind: 'still-running' };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

const WAIT_MS = 900_000;

/** What a job gave, waited for; fails with its reason. */
export async function ended(service: ServiceClient, job: AcceptedJob): Promise<unknown> {
  const end = await waitForJob(service, job, WAIT_MS);
  if (end.kind === 'completed') return end.output;
  throw new CommandFailure(
    end.kind === 'failed'
      ? `It failed: ${end.reason}`
      : 'It has not ended yet and goes on: GET /api/v1/runs tells how.',
  );
}
