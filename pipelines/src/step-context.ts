import type { Clock, Pack } from '@wellhead/contracts';
import type { Jobs, RawArchive, TelemetryStore, Transforms } from '@wellhead/stores';
import type pg from 'pg';
import type { DayRange } from './days.js';
import type { IngestClient } from './ingest-client.js';
import type { DeliveryConfig } from './reports/deliver.js';

/** What a step may use. `signal` aborts when its time is over. */
export interface StepContext {
  readonly pack: Pack;
  /** Name of the flow. */
  readonly flow: string;
  readonly range: DayRange;
  readonly pool: pg.Pool;
  /** For the queries of reports. */
  readonly readOnlyPool: pg.Pool;
  readonly telemetry: TelemetryStore;
  readonly archive: RawArchive;
  readonly transforms: Transforms;
  /** Folder on this machine for files on their way. */
  readonly workDir: string;
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
