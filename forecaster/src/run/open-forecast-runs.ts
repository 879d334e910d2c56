import { forecastJobSchema, type Clock, type ForecastJobInput } from '@wellhead/contracts';
import type { Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { openGuardedModels } from '../brought/guarded-models.js';
import { openTurns } from '../turns.js';
import { openWorkerPool } from '../workers/worker-pool.js';
import { runForecast, type ForecastRunSummary } from './run-forecast.js';

export interface ForecastRuns {
  run(job: ForecastJobInput): Promise<ForecastRunSummary>;
  close(): Promise<void>;
}

/** Runs alone, without queue, schedules and what else a forecaster does beside them. */
export function openForecastRuns(options: {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly workers: number;
}): ForecastRuns {
  const workers = openWorkerPool(options);
  const guarded = openGuardedModels();
  const oneAtATime = openTurns();
  return {
    run: (job) => runForecast(forecastJobSchema.parse(job), { ...options, workers, guarded, oneAtATime }),
    async close() {
      await Promise.all([workers.close(), guarded.close()]);
    },
  };
}
