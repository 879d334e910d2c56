import path from 'node:path';
import { openStores, s3ConfigOf, startEmbeddedPostgres, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { CannotStart } from './cannot-start.js';
import type { StandaloneEnv } from './config.js';

export interface Engines {
  readonly stores: Stores;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** The engines that the environment names, embedded ones otherwise: Postgres from npm and DuckDB, both below the data folder. */
export async function openEngines(
  env: StandaloneEnv,
  dataDir: string,
  postgresPassword: string,
  log: Logger,
): Promise<Engines> {
  const embedded =
    env.DATABASE_URL === undefined
      ? await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres'), password: postgresPassword, log }).catch(
          (error: Error) => {
            throw new CannotStart(error.message, { cause: error });
          },
        )
      : undefined;
  const databaseUrl = env.DATABASE_URL ?? embedded?.url ?? '';
  try {
    const stores = await openStores({
      databaseUrl,
      telemetry:
        env.INFLUX_URL === undefined
          ? { kind: 'duckdb', file: path.join(dataDir, 'telemetry.duckdb') }
          : {
              kind: 'influx',
              url: env.INFLUX_URL,
              token: env.INFLUX_TOKEN ?? '',
              org: env.INFLUX_ORG,
              bucket: env.INFLUX_BUCKET,
            },
      archiveDir: path.join(dataDir, 'raw-archive'),
      s3: s3ConfigOf(env),
      log,
    });
    return {
      stores,
      databaseUrl,
      close: async () => {
        await stores.close();
        await embedded?.close();
      },
    };
  } catch (error) {
    await embedded?.close();
    throw new CannotStart(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
