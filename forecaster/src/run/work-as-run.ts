import type { Clock } from '@wellhead/contracts';
import { openRuns, type NewRun, type Run, type RunFields, type Stores } from '@wellhead/stores';
import { openProgress, type Progress } from './tell-progress.js';

export interface RunContext {
  readonly stores: Pick<Stores, 'pool'>;
  readonly clock: Clock;
  /** Of the job that asks for it, so that who queued the job can ask for its progress; default: random. */
  readonly runId?: string | undefined;
}

/** What came of the work, and what of it is kept with the run. */
export interface Worked<Answer> {
  readonly answer: Answer;
  readonly detail: RunFields;
}

/** Does work as a run with progress: what fails is the end of the run too, and is thrown on. */
export async function workAsRun<Answer>(
  start: Omit<NewRun, 'id'>,
  { stores, clock, runId }: RunContext,
  work: (run: Run, tell: Progress['tell']) => Promise<Worked<Answer>>,
): Promise<Answer> {
  const run = await openRuns(stores.pool).start({ ...start, ...(runId === undefined ? {} : { id: runId }) });
  const progress = openProgress(run, clock);
  try {
    const { answer, detail } = await work(run, (told) => progress.tell(told));
    await progress.settled();
    await run.succeed(detail);
    return answer;
  } catch (error) {
    await progress.settled();
    await run.fail(error instanceof Error ? error : String(error));
    throw error;
  }
}
