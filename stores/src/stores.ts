import type pg from 'pg';
import type { Logger } from 'pino';
import { openRawArchive, type RawArchive, type S3Config } from './archive/index.js';
import { openPool } from './postgres/pool.js';
import { openDuckDbStore, openInfluxStore } from './telemetry/index.js';
import type { TelemetryStore } from './telemetry/store.js';

/** Every place that data is kept in. */
export interface Stores {
  readonly telemetry: TelemetryStore;
  readonly pool: pg.Pool;
  /** For queries that people put together: read-only transactions, each statement with a time limit. */
  readonly readOnlyPool: pg.Pool;
  readonly archive: RawArchive;
  close(): Promise<void>;
}

export type TelemetryConfig =
  | { readonly kind: 'duckdb'; readonly file: string }
  | {
      readonly kind: 'influx';
      readonly url: string;
      readonly token: string;
      readonly org: string;
      readonly bucket: string;
    };

export interface StoresConfig {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  readonly telemetry: TelemetryConfig;
  /** Folder of the raw archive; with `s3` only its drafts lie there. */
  readonly archiveDir: string;
  readonly s3?: S3Config | undefined;
  /** Time limit of a statement of the read-only pool; default 20 s, below Grafana's 30 s. */
  readonly statementTimeoutMs?: number;
  readonly log: Logger;
}

async function openTelemetry(config: TelemetryConfig, log: Logger): Promise<TelemetryStore> {
  switch (config.kind) {
    case 'duckdb':
      return openDuckDbStore({ file: config.file, log });
    case 'influx':
      return openInfluxStore({
        url: config.url,
        token: config.token,
        org: config.org,
        bucket: config.bucket,
        log,
      });
    default:
      return config satisfies never;
  }
}

/** Opens every store; rejects with one sentence when one cannot be reached, the others closed again. Migrations are the caller's. */
export async function openStores(config: StoresConfig): Promise<Stores> {
  const { databaseUrl, log, statementTimeoutMs = 20_000 } = config;
  const pool = openPool(databaseUrl, { log });
  // Panels of a dashboard come all at once: one waits its turn behind slow statements instead of being told that no connection is free.
  const waitMs = statementTimeoutMs + 10_000;
  const readOnlyPool = openPool(databaseUrl, { readOnly: true, statementTimeoutMs, waitMs, max: 6, log });
  const closePools = (): Promise<unknown> => Promise.all([pool.end(), readOnlyPool.end()]);
  try {
    await pool.query('select 1').catch((cause: unknown) => {
      const { host } = new URL(databaseUrl);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Postgres at ${host} cannot be reached: ${reason}. Check DATABASE_URL and that it runs.`, {
        cause,
      });
    });
    const archive = await openRawArchive(config.archiveDir, config.s3);
    const telemetry = await openTelemetry(config.telemetry, log).catch((error: unknown) => {
      archive.close();
      throw error;
    });
    return {
      telemetry,
      pool,
      readOnlyPool,
      archive,
      close: async () => {
        await telemetry.close();
        archive.close();
        await closePools();
      },
    };
  } catch (error) {
    await closePools();
    throw error;
  }
}
