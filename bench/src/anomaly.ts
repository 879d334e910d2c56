import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ANOMALY_MEASUREMENT, batchOf, nsFromMs, packSchema, seriesOf, type Pack } from '@wellhead/contracts';
import { startForecaster } from '@wellhead/forecaster';
import { startIngestor } from '@wellhead/ingestor';
import {
  installPack,
  migrateUp,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  openInfluxStore,
  openJobs,
  openPool,
  startEmbeddedPostgres,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { startDebianInflux } from '../../stores/testing/debian-influx.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';

const SECOND = 1_000;
const TOKEN = 'bench-anomaly';
const BUCKET = 'wellhead';

/**
 * From the acknowledgement of a POST to a score that can be read: a reading of each well is posted every so often; the store is asked every 5 ms until
 * it holds the score of the last one. Once with DuckDB, as standalone, and once with InfluxDB, as services.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const rounds = quick ? 10 : 60;
  const wells = quick ? 100 : 1_000;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-anomaly-'));
  await chmod(dir, 0o755);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const figures: Record<string, number> = {};
  const missing: string[] = [];
  try {
    const duckdb = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb'), log });
    Object.assign(figures, named('standalone', await measure(duckdb, path.join(dir, 'a'), { wells, rounds, log })));
    const influx = await startDebianInflux();
    if ('missing' in influx) missing.push(influx.missing);
    else
      try {
        const store = await openInfluxStore({ ...influx, log });
        Object.assign(figures, named('influx', await measure(store, path.join(dir, 'b'), { wells, rounds, log })));
      } finally {
        await influx.close();
      }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return {
    name: 'anomaly',
    figures,
    ratios: {},
    n: { wells, rounds },
    machine: before,
    ...(missing.length > 0 ? { missing } : {}),
  };
}

const named = (shape: string, times: readonly number[]): Record<string, number> => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return { [`${shape}_p50_ms`]: at(0.5), [`${shape}_p99_ms`]: at(0.99), [`${shape}_max_ms`]: at(1) };
};

const packOf = (wells: number): Pack => {
  const ids = Array.from({ length: wells }, (_, at) => `well-${at}`);
  return {
    manifest: packSchema.parse({
      name: 'bench',
      title: 'Bench',
      describes: 'Wells that send every second.',
      assets: ids.map((id) => ({ id, kind: 'well', title: id })),
      signals: ids.map((asset) => ({
        asset,
        measurement: 'esp',
        field: 'temperature',
        title: asset,
        intervalMs: SECOND,
      })),
    }),
    sql: {},
    migrations: [],
  };
};

async function measure(
  telemetry: TelemetryStore,
  dir: string,
  { wells, rounds, log }: { readonly wells: number; readonly rounds: number; readonly log: pino.Logger },
): Promise<readonly number[]> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: TOKEN, log });
  const pool = openPool(postgres.url, { log });
  await migrateUp(pool, []);
  await installPack(pool, packOf(wells));
  // What the wells sent before: enough to learn from.
  const startMs = Date.now() - 60 * SECOND;
  const series = Array.from({ length: wells }, (_, at) =>
    seriesOf('esp', { asset: `well-${at}` }, 'temperature', 'float'),
  );
  const history = series.flatMap((one) =>
    Array.from({ length: 60 }, (_, second) => ({
      series: one,
      timeNs: nsFromMs(startMs + second * SECOND),
      value: 100 + Math.random(),
    })),
  );
  await telemetry.write(batchOf(history));
  const stores = { telemetry, pool, archive: openFolderArchive(path.join(dir, 'raw-archive')) };
  const fieldTypes = await openFieldTypeRegistry(pool);
  const ingestor = await startIngestor({
    stores,
    fieldTypes,
    dataDir: path.join(dir, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: BUCKET,
    token: TOKEN,
    log,
    clock: Date.now,
  });
  const jobs = await openJobs(postgres.url, log);
  const forecaster = await startForecaster({ stores, jobs, log, clock: Date.now, workers: 1 });
  const newest = { measurement: ANOMALY_MEASUREMENT, field: 'z', tags: { asset: [`well-${wells - 1}`] } };
  const scoredAt = async (): Promise<bigint | undefined> => (await telemetry.latest(newest))[0]?.timeNs.at(-1);
  const times: number[] = [];
  try {
    while ((await scoredAt()) === undefined) await delay(50);
    for (let round = 0; round < rounds; round += 1) {
      await delay(300 + Math.random() * SECOND);
      const atMs = Date.now();
      const body = series.map((_, at) => `esp,asset=well-${at} temperature=${100 + Math.random()} ${atMs}`).join('\n');
      const response = await fetch(`${ingestor.url}/api/v2/write?bucket=${BUCKET}&precision=ms`, {
        method: 'POST',
        headers: { authorization: `Token ${TOKEN}` },
        body,
      });
      if (response.status !== 204)
        throw new Error(`the write was answered ${response.status}: ${await response.text()}`);
      const acknowledged = performance.now();
      while ((await scoredAt()) !== nsFromMs(atMs)) await delay(5);
      times.push(performance.now() - acknowledged);
    }
  } finally {
    await jobs.close();
    await forecaster.close();
    await ingestor.close();
    await telemetry.close();
    await pool.end();
    await postgres.close();
  }
  return times;
}
