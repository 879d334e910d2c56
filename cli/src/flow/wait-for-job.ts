import { z } from 'zod';
import type { ServiceClient } from '../service/service-client.js';

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
export async function waitForJob(
  service: ServiceClient,
  job: { readonly queue: string; readonly id: string },
  timeoutMs: number,
): Promise<JobEnd> {
  const endMs = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const { state, reason, output } = await service.get(`/api/v1/jobs/${job.queue}/${job.id}`, jobStateSchema);
    if (state === 'completed') return { kind: 'completed', output };
    if (state === 'failed') return { kind: 'failed', reason: reason ?? 'no reason was kept' };
    if (performance.now() >= endMs) return { kind: 'still-running' };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
