import type { Clock, Pack } from '@wellhead/contracts';
import type { Jobs, TelemetryStore } from '@wellhead/stores';
import type pg from 'pg';
import type { DayRange } from './days.js';
import type { IngestClient } from './ingest-client.js';
import type { DeliveryConfig } from './reports/deliver.js';

/** What a step may use. `signal` aborts when its time is over. */
export interface StepContext {
  readonly pack: Pack;
  readonly range: DayRange;
  readonly pool: pg.Pool;
  /** For the queries of reports. */
  readonly readOnlyPool: pg.Pool;
  readonly telemetry: TelemetryStore;
  readonly jobs: Jobs;
  readonly ingest: IngestClient;
  /** Where reports are sent. */
  readonly delivery: DeliveryConfig;
  /** Values for `{name}` in the addresses of pull steps. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: StepLog;
}

/** Lines of the run's log, kept in ops.run_logs. */
export type StepLog = (
  level: 'info' | 'warn',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** Figures of a finished step, with units in their names. */
export type StepFigures = Readonly<Record<string, number>>;
