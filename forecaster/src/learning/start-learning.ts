import {
  TRAINING_EXPIRES_S,
  TRAINING_QUEUE,
  TRAINING_SETTING,
  trainingJobSchema,
  trainingSettingSchema,
  type Clock,
  type TrainingJobInput,
} from '@wellhead/contracts';
import { readSetting, type Jobs, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { WantedSchedule } from '../follow-schedules.js';
import { parseJob } from '../parse-job.js';
import { openTurns } from '../turns.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import { watchedFailures } from './failure-models.js';
import { openLearningThread } from './learn-in-thread.js';
import { workFailureForecast, workRetraining, workTraining } from './work-training.js';

export interface LearningOptions {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly clock: Clock;
  readonly workers: WorkerPool;
}

export interface Learning {
  /** Does a job at once, without the queue. */
  learn(job: TrainingJobInput): Promise<object>;
  /** Ends what is being learnt; its run is taken up again by the next forecaster. */
  close(): Promise<void>;
}

/** Queues of the schedules: cron holds one entry a queue. */
const SCHEDULED = `${TRAINING_QUEUE}-schedule`;
const FAILURES = `${TRAINING_QUEUE}-failures`;
/** When the day before is over everywhere it matters, UTC. */
const EVERY_NIGHT = '40 1 * * *';

/** Works the training queue and those of its schedules, one training after the other. */
export async function startLearning({ stores, jobs, log, clock, workers }: LearningOptions): Promise<Learning> {
  const inTurn = openTurns();
  const thread = openLearningThread();
  const context = { stores, workers, thread, log, clock };
  const learn = (data: unknown, jobId?: string): Promise<object> =>
    inTurn(() => {
      const job = parseJob(trainingJobSchema, data);
      switch (job.kind) {
        case 'learn':
          return workTraining(job, context, jobId);
        case 'forecast-failures':
          return workFailureForecast({ ...context, runId: jobId }, job.asOfMs ?? clock());
        case 'retrain':
          return workRetraining(job, { ...context, runId: jobId });
        default:
          return job satisfies never;
      }
    });
  await jobs.work(TRAINING_QUEUE, ({ id, data }) => learn(data, id));
  await jobs.work(SCHEDULED, ({ id, data }) => learn(data, id), { pollSeconds: 10 });
  const failures: TrainingJobInput = { kind: 'forecast-failures' };
  await jobs.work(FAILURES, ({ id, data }) => learn(data, id), { pollSeconds: 10 });
  if ((await watchedFailures(stores)).length > 0) await jobs.schedule(FAILURES, EVERY_NIGHT, failures);
  else await jobs.unschedule(FAILURES);
  return {
    learn: (job) => learn(job),
    async close() {
      await thread.close();
      await inTurn.ended();
    },
  };
}

/** When models learn by themselves, and what, as Settings have it now. */
export async function trainingSchedule(stores: Pick<Stores, 'pool'>, log: Logger): Promise<WantedSchedule> {
  const { cron, lessons, seed } = await settingOf(stores, log);
  const job: TrainingJobInput = { kind: 'learn', lessons, seed };
  return {
    queue: SCHEDULED,
    cron: lessons.length === 0 ? undefined : cron,
    job,
    expireSeconds: TRAINING_EXPIRES_S,
  };
}

/** A setting that is none must not keep the forecasts away: it is told of, and the default holds. */
async function settingOf({ pool }: Pick<Stores, 'pool'>, log: Logger) {
  const asIs = trainingSettingSchema.parse({});
  try {
    return (await readSetting(pool, TRAINING_SETTING, trainingSettingSchema)) ?? asIs;
  } catch (error) {
    log.warn({ err: error, setting: TRAINING_SETTING }, 'setting refused');
    return asIs;
  }
}
