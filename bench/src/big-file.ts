import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Pack } from '@wellhead/contracts';
import { loadPack } from '@wellhead/stores';
import { buildScript } from './build-script.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';
import type { FlowMeasured } from './big-file/flow-process.js';
import { watchMemory } from './big-file/watch-memory.js';
import { processorSeconds } from './processor-time.js';
import { type FlowPlaces, serveFiles, startWarehouse, withFlows } from './running-flows.js';

const FULL_BYTES = 5e9;
const QUICK_BYTES = 200e6;
const DAY = '2026-03-02';
const WRITE_TRADES = fileURLToPath(new URL('./big-file/write-trades.ts', import.meta.url));
const execute = promisify(execFile);
/** The file, its copy on the way, its archive, its table as Parquet and in DuckDB, and twice in Postgres with log and index. */
const DISK_FACTOR = 8;
/** Steps that move the file; what a pack does with its rows afterwards is not measured. */
const STEPS = ['extract', 'transform', 'load'] as const;

/**
 * A CSV of trades is had by its address, kept in the raw archive, cleaned by the SELECT of market-data in DuckDB, and copied into a Postgres of its own;
 * by the service of flows as it is built, a process of its own: its memory is that of it and of the process that transforms, at the moment when they took most
 * together. This process serves the file and started Postgres. Beside it DuckDB's own `COPY … FROM` of the same file into a table of the same types.
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
    await execute(process.execPath, ['--import', 'tsx', WRITE_TRADES, file, String(bytes), DAY]);
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
        processor_seconds: rounded(ours.processorSeconds),
        most_resident_mb: Math.round(ours.memory.rss / 1e6),
        most_resident_by_share_mb: Math.round(ours.memory.pss / 1e6),
        flow_process_rss_mb: Math.round(ours.processBytes / 1e6),
        transform_process_rss_mb: Math.round(ours.transformBytes / 1e6),
        postgres_by_share_mb: Math.round(ours.postgres.pss / 1e6),
        spilled_mb: Math.round(ours.spilledBytes / 1e6),
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
  const steps = flow.steps
    .filter(({ kind }) => STEPS.some((step) => step === kind))
    .map((step) => (step.kind === 'extract' ? { ...step, url: '{files}/trades.csv?{day}' } : step));
  return withFlows(pack, [{ ...flow, steps }]);
}

/** The service of flows as it is built, in a process of its own; the file is served and Postgres was started by this one. */
async function runFlow(dir: string, file: string) {
  const pack = await benchPack();
  const packFile = path.join(dir, 'pack.json');
  await writeFile(packFile, JSON.stringify(pack));
  const script = await buildScript('bench/src/big-file/flow-process.ts', path.join(dir, 'built'));
  const served = await serveFiles({ [`trades.csv?${DAY}`]: file });
  const postgres = await startWarehouse(dir, pack);
  const memory = watchMemory('postgres');
  const processorBefore = processorSeconds();
  try {
    const places: FlowPlaces = { dir, databaseUrl: postgres.url, filesUrl: served.url, day: DAY };
    const measured = await measuredBy([script, packFile, JSON.stringify(places)]);
    const clean = measured.figures['clean'] ?? {};
    return {
      ...measured,
      processorSeconds: processorSeconds() - processorBefore,
      loaded: measured.figures['load']?.['rows'] ?? 0,
      rejected: clean['rowsRejected'] ?? 0,
      transformBytes: clean['residentPeakBytes'] ?? 0,
      spilledBytes: clean['spillPeakBytes'] ?? 0,
      postgres: memory.stop(),
    };
  } finally {
    await postgres.close();
    served.close();
  }
}

/** What a process says with its last line; its progress goes to our own. */
async function measuredBy(command: readonly string[]): Promise<FlowMeasured> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the process of flows ended with ${code}; it said: ${said.slice(-2_000)}`);
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as FlowMeasured;
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
