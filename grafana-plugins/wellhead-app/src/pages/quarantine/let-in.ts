import type { AcceptedJob, QuarantineSelection } from '@wellhead/contracts';
import { ask } from '../frame/ask.js';
import { followJob } from '../frame/follow-job.js';
import { countText } from '../frame/say.js';

/** What a replay says of itself, as a sentence. */
function replayText(output: unknown): string {
  const { replayed = 0, refusedAgain = 0 } = (output ?? {}) as { replayed?: number; refusedAgain?: number };
  const still = refusedAgain === 0 ? '' : `, ${countText(refusedAgain, 'row')} refused again`;
  return `${countText(replayed, 'row')} let in${still}`;
}

/** Lets rows in again and waits for what becomes of them. */
export async function letIn(rows: QuarantineSelection): Promise<string> {
  return followJob(await ask<AcceptedJob>('POST', 'quarantine/replays', { body: rows }), replayText);
}
