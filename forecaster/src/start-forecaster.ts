import {
  FORECAST_QUEUE,
  forecastJobSchema,
  type Clock,
  type ForecastJob,
  type ForecastJobInput,
} from '@wellhead/contracts';
import { openCatalogue, openFieldTypeRegistry, openRuns, type Job, type Jobs, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { ANOMALY_TYPES } from './anomaly/anomaly-copy.js';
import { startAnomalyWatch } from './anomaly/start-anomaly-watch.js';
import { BREACH_FIELDS } from './breach/publish-breaches.js';
import { rerunForecast, type Rerun } from './run/reproduction.js';
import { runForecast, type ForecastRunEnd, type ForecastRunSummary } from './run/run-forecast.js';
import { FORECAST_FIELDS } from './run/vintages.js';
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
  /** Does a run again from its record and compares the numbers; publishes nothing. */
  rerun(runId: string): Promise<Rerun>;
  close(): Promise<void>;
}

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
  const ours = [...FORECAST_FIELDS, ...BREACH_FIELDS, ...ANOMALY_TYPES];
  for (const { measurement, field, type } of await types.register(ours))
    if (!ours.some((own) => own.measurement === measurement && own.field === field && own.type === type))
      throw new Error(
        `${measurement}.${field} is already registered as ${type}: someone else writes to ${measurement}; rename theirs`,
      );
  const left = await openRuns(stores.pool).failLeftRunning('forecast', 'the forecaster was stopped while it ran');
  if (left > 0) log.warn({ runs: left }, 'forecast runs left unfinished');

  const pool = openWorkerPool({ log, ...(workers === undefined ? {} : { workers }) });
  const lanes = { awaited: openTurns(), scheduled: openTurns() };
  const writing = openTurns();
  const inTurn = async (job: ForecastJob): Promise<ForecastRunSummary> => {
    const name = job.pack ?? 'all';
    const lane = job.reason === 'schedule' ? lanes.scheduled : lanes.awaited;
    try {
      const summary = await lane(() => runForecast(job, { stores, workers: pool, log, clock, oneAtATime: writing }));
      onRun?.({ name, outcome: { kind: 'succeeded', summary } });
      return summary;
    } catch (error) {
      onRun?.({ name, outcome: { kind: 'failed', reason: String(error) } });
      throw error;
    }
  };
  const work = (job: Job): Promise<ForecastRunSummary> => inTurn(parseJob(job.data));

  await jobs.work(FORECAST_QUEUE, work);
  for (const { name, forecastScheduleMs, signals } of await openCatalogue(stores.pool).packs()) {
    if (!signals.some(({ horizonSteps }) => horizonSteps > 0)) continue;
    const job: ForecastJobInput = { reason: 'schedule', pack: name };
    await jobs.work(scheduleQueue(name), work, { pollSeconds: 10 });
    await jobs.schedule(scheduleQueue(name), cronOf(forecastScheduleMs), job);
    log.info({ pack: name, cron: cronOf(forecastScheduleMs) }, 'forecast scheduled');
  }
  await scheduleScoring(stores, jobs, clock);
  const anomalies = await startAnomalyWatch({ stores, log, clock });

  return {
    run: (job) => inTurn(parseJob(job)),
    rerun: (runId) => lanes.awaited(() => rerunForecast(runId, { stores, workers: pool })),
    async close() {
      await anomalies.close();
      await pool.close();
      await Promise.all([lanes.awaited.ended(), lanes.scheduled.ended()]);
    },
  };
}

/** A job of the queue comes from other processes: told in full what is wrong with it. */
function parseJob(data: unknown): ForecastJob {
  const parsed = forecastJobSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'job'}: ${issue.message}`);
  throw new Error(`a forecast job cannot be understood: ${faults.join('; ')}`);
}
