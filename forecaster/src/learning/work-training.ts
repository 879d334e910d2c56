import {
  MOST_ATTEMPTS,
  TRAINING_EXPIRES_S,
  TRAINING_QUEUE,
  trainingJobSchema,
  type Clock,
  type Lesson,
  type TrainingJob,
} from '@wellhead/contracts';
import { openModelRegistry, openRuns, type Jobs, type Run, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { forecastFailures } from './forecast-failures.js';
import { learnGroups } from './group-lesson.js';
import { trainFailures } from './train-failures.js';
import { trainSoftSensors } from './train-soft-sensors.js';
import { openProgress, type Progress } from '../run/tell-progress.js';
import { workAsRun, type RunContext } from '../run/work-as-run.js';
import { retrainNetwork } from './retrain-network.js';
import type { LearningContext, LessonEnd, LessonTerms } from './train-network.js';
import { trainNetworks } from './train-networks.js';

export interface TrainingEnd {
  readonly runId: string;
  readonly ends: readonly LessonEnd[];
}

/**
 * One training as a run: lesson by lesson, with progress, a log, and the job in its detail, so that one that was interrupted is done again. What
 * it makes is kept whole or not at all: a model is registered in one transaction, after it was trained.
 */
export async function workTraining(
  job: Extract<TrainingJob, { kind: 'learn' }>,
  context: LearningContext & { readonly log: Logger; readonly clock: Clock },
  jobId: string | undefined,
): Promise<TrainingEnd> {
  const known = { ...job, asOfMs: job.asOfMs ?? context.clock() };
  const id = job.runId ?? jobId;
  const run = await openRuns(context.stores.pool).start({
    kind: 'model',
    name: 'training',
    reason: `training by ${job.by}`,
    detail: { training: known, lessons: job.lessons.length },
    attempt: job.attempt,
    ...(id === undefined ? {} : { id }),
  });
  try {
    const ends: LessonEnd[] = [];
    const phases = job.lessons.length;
    const progress = openProgress(run, context.clock);
    let last: Parameters<Progress['tell']>[0] | undefined;
    for (const [at, lesson] of job.lessons.entries()) {
      const tell: LessonTerms['tell'] = (subject, of, done, total) => {
        last = { phase: lesson, phasesDone: at, phases, subject, of, done, total };
        progress.tell(last);
      };
      ends.push(...(await learn(lesson, { seed: known.seed, by: known.by, asOfMs: known.asOfMs, tell }, run, context)));
    }
    if (last) progress.tell({ ...last, phasesDone: phases, done: last.total });
    await progress.settled();
    await run.succeed({ ends });
    context.log.info({ runId: run.id, ends }, 'training ended');
    return { runId: run.id, ends };
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error)).catch((second: unknown) => {
      context.log.error({ runId: run.id, err: second }, 'training run not marked failed');
    });
    throw error;
  }
}

function learn(lesson: Lesson, terms: LessonTerms, run: Run, context: LearningContext): Promise<readonly LessonEnd[]> {
  switch (lesson) {
    case 'networks':
      return trainNetworks(terms, run, context);
    case 'failures':
      return trainFailures(terms, run, context);
    case 'groups':
      return learnGroups(terms, run, context);
    case 'soft-sensors':
      return trainSoftSensors(terms, run, context);
    default:
      return lesson satisfies never;
  }
}

/** Asks the models of failures as a run of its own. */
export const workFailureForecast = (context: LearningContext & RunContext, nowMs: number): Promise<object> =>
  workAsRun({ kind: 'model', name: 'failures', reason: 'schedule' }, context, async (run) => {
    const kept = await forecastFailures({ asOfMs: nowMs }, run, context);
    return { answer: { runId: run.id, kept }, detail: { kept } };
  });

/** Trains a version again from its record, as a run, and compares: what the job `retrain` answers. */
export async function workRetraining(
  { name, version }: Extract<TrainingJob, { kind: 'retrain' }>,
  context: LearningContext & RunContext,
): Promise<object> {
  const model = await openModelRegistry(context.stores.pool).get(name, version);
  if (!model) throw new Error(`there is no model ${name}@${version}: GET /models lists those that there are`);
  const id = `${name}@${version}`;
  return workAsRun({ kind: 'model', name: id, reason: 'trained again' }, context, async (_, tell) => {
    const answer = await retrainNetwork(model, context, (done, total) =>
      tell({ phase: 'retrain', phasesDone: 0, phases: 1, subject: id, of: 'epochs', done, total }),
    );
    return { answer, detail: { ...answer } };
  });
}

/**
 * Trainings that a forecaster left running when it was killed, queued again with what they were to learn from: the same time, the same seed, so the
 * same weights. To be asked before runs left running are marked failed. One that was interrupted too often stays failed.
 */
export async function interruptedTrainings(
  { pool }: Pick<Stores, 'pool'>,
  jobs: Jobs,
): Promise<{ resume(): Promise<void> }> {
  const left = (await openRuns(pool).list({ kind: 'model', name: 'training', state: 'running' })).flatMap((run) => {
    const job = trainingJobSchema.safeParse(run.detail['training']);
    return job.success && job.data.kind === 'learn' && run.attempt < MOST_ATTEMPTS
      ? [{ ...job.data, runId: run.id, attempt: run.attempt + 1 }]
      : [];
  });
  return {
    async resume() {
      for (const job of left)
        await jobs.send(TRAINING_QUEUE, job, {
          expireSeconds: TRAINING_EXPIRES_S,
          onceKey: `${job.runId} ${job.attempt}`,
        });
    },
  };
}
