import { batchOf, type Clock, type Pack, type Reading } from '@wellhead/contracts';
import { installPack, openJobs, openMemoryStore, type Jobs, type TelemetryStore } from '@wellhead/stores';
import type pg from 'pg';
import { pino } from 'pino';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { startForecaster, type Forecaster } from '../src/start-forecaster.js';

export interface RunningForecaster {
  readonly forecaster: Forecaster;
  readonly jobs: Jobs;
  readonly telemetry: TelemetryStore;
  close(): Promise<void>;
}

/** A forecaster of one worker on a database that is there, with these readings in memory. */
export async function openForecaster(
  database: TestDatabase,
  options: { readonly clock: Clock; readonly readings?: readonly Reading[] },
): Promise<RunningForecaster> {
  const telemetry = openMemoryStore();
  if (options.readings) await telemetry.write(batchOf([...options.readings]));
  const log = pino({ level: 'silent' });
  const jobs = await openJobs(database.url, log);
  const stores = { telemetry, pool: database.pool };
  const forecaster = await startForecaster({ stores, jobs, log, clock: options.clock, workers: 1 });
  return {
    forecaster,
    jobs,
    telemetry,
    async close() {
      await jobs.close();
      await forecaster.close();
      await telemetry.close();
    },
  };
}

export interface ForecasterFixture extends RunningForecaster {
  readonly database: TestDatabase;
}

/** A forecaster on a database of its own with one pack. */
export async function openForecasterFixture(options: {
  readonly pack: Pack;
  readonly clock: Clock;
  readonly readings?: readonly Reading[];
  /** Puts into Postgres what must be there when the forecaster starts. */
  readonly prepare?: (pool: pg.Pool) => Promise<void>;
}): Promise<ForecasterFixture> {
  const database = await openTestDatabase({ packs: [options.pack] });
  await installPack(database.pool, options.pack);
  await options.prepare?.(database.pool);
  const running = await openForecaster(database, options);
  return {
    ...running,
    database,
    async close() {
      await running.close();
      await database.close();
    },
  };
}
