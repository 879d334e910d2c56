import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Pack } from '@wellhead/contracts';
import { largeTradesCsv, openExchange } from '@wellhead/packs/market-data/demo';
import { startPipelines } from '@wellhead/pipelines';
import { installPack, loadPack, migrateUp, openJobs, openStores, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';

const FULL_BYTES = 5e9;
const QUICK_BYTES = 200e6;
const DAY = '2026-03-02';
/** The file, its copy on the way, its archive, its table as Parquet and in DuckDB, and twice in Postgres with log and index. */
const DISK_FACTOR = 8;
/** Steps that move the file; what a pack does with its rows afterwards is not measured. */
const STEPS = ['extract', 'transform', 'load'] as const;

/**
 * A CSV of trades is had by its address, kept in the raw archive, cleaned by the SELECT of market-data in DuckDB, and copied into a Postgres of its own;
 * the memory is that of this process, which runs the flow (and serves the file), and of the process that transforms, at their most. Beside it DuckDB's own
 * `COPY … FROM` of the same file into a table of the same types.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const bytes = quick ? QUICK_BYTES : FULL_BYTES;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-big-file-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  try {
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize < DISK_FACTOR * bytes)
      throw new Error(
        `${dir} has ${Math.round((bavail * bsize) / 1e9)} GB free, this bench needs ${(DISK_FACTOR * bytes) / 1e9}`,
      );
    const file = path.join(dir, 'trades.csv');
    const trades = openExchange({ seed: 6, tradesADay: 50_000 }).tradesOf(DAY);
    await pipeline(Readable.from(largeTradesCsv(trades, bytes)), createWriteStream(file));
    const { size } = await stat(file);
    console.log(`${Math.round(size / 1e6)} MB of trades are written; the flow begins`);
    const ours = await runFlow(dir, file);
    const theirs = await duckDbCopy(dir, file);
    const mb = size / 1e6;
    return {
      name: 'big-file',
      machine: before,
      figures: {
        mb_per_s: rounded(mb / ours.seconds),
        ...Object.fromEntries(STEPS.map((step) => [`${step}_mb_per_s`, rounded(mb / ours.secondsOf[step])])),
        duckdb_copy_mb_per_s: rounded(mb / theirs.seconds),
        peak_rss_mb: Math.round(ours.processMb + ours.transformMb),
        flow_process_rss_mb: Math.round(ours.processMb),
        transform_process_rss_mb: Math.round(ours.transformMb),
        spilled_mb: Math.round(ours.spilledMb),
        rows_refused: ours.rejected,
        lost: theirs.rows - ours.loaded - ours.rejected,
      },
      ratios: {
        transform_over_duckdb_copy: rounded(theirs.seconds / ours.secondsOf.transform),
        whole_over_duckdb_copy: rounded(theirs.seconds / ours.seconds),
      },
      n: { bytes: size, rows: theirs.rows },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The flow market-file without what comes after the load. */
async function benchPack(): Promise<Pack> {
  const pack = await loadPack(fileURLToPath(new URL('../../packs/market-data', import.meta.url)));
  const flow = pack.manifest.flows.find(({ name }) => name === 'market-file');
  if (flow === undefined) throw new Error('market-data has no flow market-file');
  const steps = flow.steps.filter(({ kind }) => STEPS.some((step) => step === kind));
  return {
    ...pack,
    manifest: { ...pack.manifest, flows: [{ ...flow, cron: undefined, steps, retries: 0, timeoutMs: 3_600_000 }] },
  };
}

async function runFlow(dir: string, file: string) {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const pack = await benchPack();
  const server = createServer((_, response) => createReadStream(file).pipe(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: 'bench', log });
  const stores = await openStores({
    databaseUrl: postgres.url,
    telemetry: { kind: 'duckdb', file: path.join(dir, 'telemetry.duckdb') },
    archiveDir: path.join(dir, 'raw-archive'),
    log,
  });
  try {
    await migrateUp(stores.pool, [pack]);
    await installPack(stores.pool, pack);
    const jobs = await openJobs(postgres.url, log);
    const pipelines = await startPipelines({
      stores,
      workDir: path.join(dir, 'work-data'),
      jobs,
      packs: [pack],
      ingestUrl: 'http://127.0.0.1:9',
      token: 'bench',
      log,
      clock: Date.now,
      variables: { exchange: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    const progress = setInterval(() => void tellProgress(stores.pool), 5_000);
    const summary = await pipelines
      .runFlow('market-file', { fromDay: DAY, toDay: DAY, reason: 'bench' })
      .finally(() => clearInterval(progress));
    const { rows } = await stores.pool.query<{ step: string; seconds: number }>(
      `select step, (fields ->> 'durationMs')::float8 / 1000 as seconds from ops.run_logs where run_id = $1 and message = 'finished'`,
      [summary.runId],
    );
    await pipelines.close();
    await jobs.close();
    if (summary.error !== undefined) throw new Error(summary.error);
    const seconds = (name: string): number => rows.find(({ step }) => step === name)?.seconds ?? Number.NaN;
    const clean = summary.figures['clean'] ?? {};
    return {
      seconds: summary.seconds,
      secondsOf: { extract: seconds('fetch file'), transform: seconds('clean'), load: seconds('load') },
      loaded: summary.figures['load']?.['rows'] ?? 0,
      rejected: clean['rowsRejected'] ?? 0,
      transformMb: (clean['residentPeakBytes'] ?? 0) / 1e6,
      spilledMb: (clean['spillPeakBytes'] ?? 0) / 1e6,
      processMb: process.resourceUsage().maxRSS / 1e3,
    };
  } finally {
    await stores.close();
    await postgres.close();
    server.closeAllConnections();
    server.close();
  }
}

async function tellProgress(pool: { query(sql: string): Promise<{ rows: object[] }> }): Promise<void> {
  const { rows } = await pool.query('select step, message from ops.run_logs order by id desc limit 1');
  const [last] = rows as { step: string; message: string }[];
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (last) console.log(`${last.step}: ${last.message}; ${Math.round(Number(resident) / 1e3)} MB resident`);
}

/** The same file by DuckDB alone, with the memory that it has by default. */
async function duckDbCopy(dir: string, file: string): Promise<{ readonly seconds: number; readonly rows: number }> {
  const instance = await DuckDBInstance.create(path.join(dir, 'peer.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `create table trades (trade_id bigint, traded_at timestamptz, ticker varchar, trader varchar, side varchar, price decimal(18, 6), quantity decimal(18, 6), currency varchar)`,
    );
    const startedMs = performance.now();
    await connection.run(`copy trades from '${file}' (format csv, header true)`);
    const seconds = (performance.now() - startedMs) / 1_000;
    const [[rows] = []] = await (await connection.run('select count(*)::double from trades')).getRowsJS();
    return { seconds, rows: Number(rows) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
