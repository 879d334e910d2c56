import type { AcceptedJob, JobState } from '@wellhead/contracts';
import { ask } from './ask.js';

const EVERY_MS = 1_000;
/** After that the page no longer waits; the job goes on. */
const LONGEST_MS = 10 * 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits until a job has ended and answers with a sentence: what `told` makes of its output. Rejects with the reason of one that failed;
 * of one that still goes on it says so.
 */
export async function followJob({ job }: AcceptedJob, told: (output: unknown) => string): Promise<string> {
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += EVERY_MS) {
    const { state, output, reason } = await ask<JobState>('GET', `jobs/${job}`);
    if (state === 'completed') return told(output);
    if (state === 'failed') throw new Error(reason ?? 'The job failed without a reason.');
    await pause(EVERY_MS);
  }
  return 'It still goes on: Pipelines shows how it ends';
}
