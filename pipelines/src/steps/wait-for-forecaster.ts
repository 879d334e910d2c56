import type { StepContext } from '../step-context.js';

/** Sends the forecaster a job and waits for what it answers. Throws with the reason when it fails or takes longer than the step may. */
export async function doneOf(queue: string, job: object, context: StepContext): Promise<unknown> {
  const outcome = await context.jobs.sendAndWait(queue, job, {
    timeoutMs: context.timeoutMs,
    expireSeconds: Math.ceil(context.timeoutMs / 1_000),
  });
  switch (outcome.kind) {
    case 'completed':
      return outcome.output;
    case 'failed':
      throw new Error(`the forecaster failed: ${outcome.reason}`);
    case 'still-running':
      throw new Error(`no forecaster has finished within ${context.timeoutMs / 1_000} s: is one running?`);
    case 'already-queued':
      throw new Error('such a job of this pack is waiting already');
    default:
      return outcome satisfies never;
  }
}
