import path from 'node:path';
import type { Logger } from 'pino';
import { type S3Env, s3ConfigOf } from './archive/s3-environment.js';
import { openStores, type Stores } from './stores.js';

/** Where a service finds InfluxDB, as its environment names it. */
export interface InfluxEnv {
  readonly INFLUX_URL: string;
  readonly INFLUX_TOKEN: string;
  readonly INFLUX_ORG: string;
  readonly INFLUX_BUCKET: string;
}

export const influxPlaceOf = (env: InfluxEnv) => ({
  url: env.INFLUX_URL,
  token: env.INFLUX_TOKEN,
  org: env.INFLUX_ORG,
  bucket: env.INFLUX_BUCKET,
});

/** Where a service finds its stores, as its environment names them. */
export interface StoresEnv extends S3Env, InfluxEnv {
  readonly DATABASE_URL: string;
  readonly WELLHEAD_DATA_DIR: string;
}

/** Opens the stores of a service that runs beside others: Postgres, InfluxDB and the raw archive that all share. Rejects as `openStores` does. */
export const openServiceStores = (env: StoresEnv, log: Logger): Promise<Stores> =>
  openStores({
    databaseUrl: env.DATABASE_URL,
    telemetry: { kind: 'influx', ...influxPlaceOf(env) },
    archiveDir: path.join(env.WELLHEAD_DATA_DIR, 'raw-archive'),
    s3: s3ConfigOf(env),
    log,
  });
