import {
  DIAGNOSE_QUEUE,
  diagnoseJobSchema,
  FORECAST_QUEUE,
  forecastJobSchema,
  MODEL_QUEUE,
  modelJobSchema,
  type Clock,
  type ForecastJob,
  type ForecastJobInput,
  type ModelJobInput,
  type TrainingJobInput,
} from '@wellhead/contracts';
import { openCatalogue, openFieldTypeRegistry, openRuns, type Job, type Jobs, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { ANOMALY_TYPES } from './anomaly/anomaly-copy.js';
import { startAnomalyWatch } from './anomaly/start-anomaly-watch.js';
import { openGuardedModels } from './brought/guarded-models.js';
import { workModels } from './brought/work-models.js';
import { BREACH_FIELDS } from './breach/publish-breaches.js';
import { runForecast, type ForecastRunEnd, type ForecastRunSummary } from './run/run-forecast.js';
import { DYNACARD_FIELDS } from './dynacards/card-telemetry.js';
import { diagnoseRecords } from './dynacards/diagnose-records.js';
import { FORECAST_FIELDS } from './run/vintages.js';
import { FAILURE_FIELDS } from './learning/forecast-failures.js';
import { followSchedules } from './follow-schedules.js';
import { startLearning, trainingSchedule } from './learning/start-learning.js';
import { interruptedTrainings } from './learning/work-training.js';
import { parseJob } from './parse-job.js';
import { cronOf } from './schedule.js';
import { scheduleScoring } from './scorecard/schedule-scoring.js';
import { openTurns } from './turns.js';
import { openWorkerPool } from './workers/worker-pool.js';

export interface ForecasterOptions {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly clock: Clock;
  /** Worker threads; default: one a core, at most 4. */
  readonly workers?: number;
  /** Told of each run as it ends. */
  readonly onRun?: (end: ForecastRunEnd) => void;
}

export interface Forecaster {
  /** Runs a job at once, without the queue. Rejects when no forecast could be made. */
  run(job: ForecastJobInput): Promise<ForecastRunSummary>;
  /** Does a job on models at once, without the queue. */
  models(job: ModelJobInput): Promise<object>;
  /** Trains at once, without the queue. */
  learn(job: TrainingJobInput): Promise<object>;
  /** Looks at once at the schedules that people have set; it does so by itself every ten seconds. */
  followSettings(): Promise<void>;
  close(): Promise<void>;
}

/** Soft sensors every minute, back-tests of brought models in the night, when the forecasts of the packs are done. */
const MODEL_SCHEDULES: readonly (readonly [queue: string, cron: string, job: ModelJobInput])[] = [
  [`${MODEL_QUEUE}-soft-sensors`, '* * * * *', { kind: 'soft-sensors' }],
  [`${MODEL_QUEUE}-back-tests`, '45 3 * * *', { kind: 'back-test-all' }],
];

/** The queue of a pack's schedule: cron holds one entry a queue. */
const scheduleQueue = (pack: string): string => `${FORECAST_QUEUE}-${pack}`;

/**
 * Works the forecast queue (on demand, after a feed) and each installed pack's schedule. A run uses all workers, so runs follow one another; one that
 * somebody waits for goes beside the scheduled one, and before it at the workers. Beside them readings are scored as they arrive, and vintages judged
 * by what came.
 */
export async function startForecaster({
  stores,
  jobs,
  log,
  clock,
  workers,
  onRun,
}: ForecasterOptions): Promise<Forecaster> {
  const types = await openFieldTypeRegistry(stores.pool);
  const ours = [...FORECAST_FIELDS, ...BREACH_FIELDS, ...ANOMALY_TYPES, ...DYNACARD_FIELDS, ...FAILURE_FIELDS];
  for (const { measurement, field, type } of await types.register(ours))
    if (!ours.some((own) => own.measurement === measurement && own.field === field && own.type === type))
      throw new Error(
        `${measurement}.${field} is already registered as ${type}: someone else writes to ${measurement}; rename theirs`,
      );
  const interrupted = await interruptedTrainings(stores, jobs);
  for (const kind of ['forecast', 'diagnosis', 'model'] as const) {
    const left = await openRuns(stores.pool).failLeftRunning(kind, 'the forecaster was stopped while it ran');
    if (left > 0) log.warn({ runs: left, kind }, 'runs left unfinished');
  }

  const pool = openWorkerPool({ log, ...(workers === undefined ? {} : { workers }) });
  const lanes = { awaited: openTurns(), scheduled: openTurns() };
  const writing = openTurns();
  const modelLane = openTurns();
  const guarded = openGuardedModels();
  const inTurn = async (job: ForecastJob, runId?: string): Promise<ForecastRunSummary> => {
    const name = job.pack ?? 'all';
    const lane = job.reason === 'schedule' ? lanes.scheduled : lanes.awaited;
    try {
      const summary = await lane(() =>
        runForecast(job, {
          stores,
          workers: pool,
          log,
          clock,
          guarded,
          oneAtATime: writing,
          runId,
        }),
      );
      onRun?.({ name, outcome: { kind: 'succeeded', summary } });
      return summary;
    } catch (error) {
      onRun?.({ name, outcome: { kind: 'failed', reason: String(error) } });
      throw error;
    }
  };
  const work = (job: Job): Promise<ForecastRunSummary> => inTurn(parseJob(forecastJobSchema, job.data), job.id);

  await jobs.work(FORECAST_QUEUE, work);
  const models = (data: unknown, runId?: string): Promise<object> =>
    modelLane(() => workModels(parseJob(modelJobSchema, data), { stores, workers: pool, guarded, clock, runId }));
  await jobs.work(MODEL_QUEUE, ({ id, data }) => models(data, id));
  for (const [queue, cron, job] of MODEL_SCHEDULES) {
    await jobs.work(queue, ({ data }) => models(data), { pollSeconds: 10 });
    await jobs.schedule(queue, cron, job);
  }
  const learning = await startLearning({ stores, jobs, log, clock, workers: pool });
  await interrupted.resume();
  const packs = await openCatalogue(stores.pool).packs();
  const forecast = packs.filter(({ signals }) => signals.some(({ horizonSteps }) => horizonSteps > 0));
  for (const { name } of forecast) await jobs.work(scheduleQueue(name), work, { pollSeconds: 10 });
  const followed = await followSchedules(
    async () => {
      const now = await openCatalogue(stores.pool).packs();
      return [
        await trainingSchedule(stores, log),
        ...now
          .filter(({ name }) => forecast.some((pack) => pack.name === name))
          .map(({ name, forecastScheduleMs }) => ({
            queue: scheduleQueue(name),
            cron: cronOf(forecastScheduleMs),
            job: { reason: 'schedule', pack: name } satisfies ForecastJobInput,
          })),
      ];
    },
    { jobs, log },
  );
  await scheduleScoring(stores, jobs, clock);
  const anomalies = await startAnomalyWatch({ stores, log, clock });

  // Cards are looked for each minute (cron may be some seconds late), or at once when a flow asks.
  const diagnosing = openTurns();
  await jobs.work(DIAGNOSE_QUEUE, (job) =>
    diagnosing(() => diagnoseRecords(parseJob(diagnoseJobSchema, job.data), { stores, log, clock })),
  );
  if (packs.some(({ dynacards }) => dynacards.length > 0))
    await jobs.schedule(DIAGNOSE_QUEUE, '* * * * *', { reason: 'schedule' }, { onceKey: 'schedule' });
  else await jobs.unschedule(DIAGNOSE_QUEUE);

  return {
    run: (job) => inTurn(parseJob(forecastJobSchema, job)),
    models: (job) => models(job),
    learn: learning.learn,
    followSettings: followed.look,
    async close() {
      await Promise.all([anomalies.close(), followed.close()]);
      await Promise.all([pool.close(), guarded.close(), learning.close()]);
      await Promise.all([modelLane.ended(), lanes.awaited.ended(), lanes.scheduled.ended(), diagnosing.ended()]);
    },
  };
}
