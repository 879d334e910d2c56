import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import { startDebianInflux } from '../../stores/testing/debian-influx.js';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';
import { csvBlocks, MAPPING } from './file-intake/csv-blocks.js';
import { startProduct } from './ingest/targets.js';
import { startIngestorService } from './store-down/service.js';

const FULL_BYTES = 5e9;
const QUICK_BYTES = 50e6;
const LOOK_MS = 500;
/** DuckDB takes what it may have, 512 MB by default: here it is not what is measured. */
const DUCKDB_MB = 96;

/** An ingestor with its store, in processes of their own. */
interface Intake {
  readonly base: string;
  readonly pid: number;
  readonly headers: Readonly<Record<string, string>>;
  count(): Promise<number>;
  close(): Promise<void>;
}

interface FileAnswer {
  readonly id: string;
  readonly state: string;
  readonly bytesRead: number;
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsRefused: number;
  readonly error: string | null;
}

/**
 * A generated CSV in long form (time; asset; signal; value; columns that nobody maps) is sent in one request and taken in: bytes to the archive, rows
 * through parser, checks, spool and ledger into the store. Every reading is unique, so that what arrived can be counted. Twice: the ingestor as compose
 * runs it, bundled, on an InfluxDB; and the product as one process with DuckDB in it, through the loader of TypeScript.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const wantedBytes = quick ? QUICK_BYTES : FULL_BYTES;
  const onInflux = await inFolder(async (dir) => measure(await startOnInflux(dir), wantedBytes));
  // A whole run lasts long: what the first shape gave is told before the second begins.
  console.log(`As compose runs it: ${JSON.stringify(onInflux)}`);
  const onDuckDb = await inFolder(async (dir) => measure(await startOnDuckDb(dir), wantedBytes));
  const named = (shape: string, figures: BenchResult['figures']): [string, number | string][] =>
    Object.entries(figures).map(([name, value]) => [`${shape}_${name}`, value]);
  return {
    name: 'file-intake',
    ratios: {},
    machine: before,
    figures: Object.fromEntries([...named('influxdb', onInflux.figures), ...named('duckdb', onDuckDb.figures)]),
    n: onInflux.n,
  };
}

async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-files-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function startOnInflux(dir: string): Promise<Intake> {
  const influx = await startDebianInflux();
  if ('missing' in influx) throw new Error(influx.missing);
  const token = randomBytes(24).toString('hex');
  const log = pino({ level: 'warn' }, pino.destination(2));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: token, log });
  const environment = {
    DATABASE_URL: postgres.url,
    INFLUX_URL: influx.url,
    INFLUX_TOKEN: influx.token,
    INFLUX_ORG: influx.org,
    INFLUX_BUCKET: influx.bucket,
    WELLHEAD_DATA_DIR: dir,
    WELLHEAD_TOKEN: token,
  };
  const service = await startIngestorService(environment, path.join(dir, 'app'));
  return {
    base: service.url,
    pid: service.pid,
    headers: { authorization: `Token ${token}` },
    async count() {
      const query = new URLSearchParams({ db: influx.bucket, q: 'SELECT count(*) FROM esp' });
      const answer = (await (await fetch(`${influx.engineUrl}/query?${query.toString()}`)).json()) as {
        results: { series?: { values: number[][] }[] }[];
      };
      return (answer.results[0]?.series?.[0]?.values[0] ?? []).slice(1).reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await service.close();
      await postgres.close();
      await influx.close();
    },
  };
}

async function startOnDuckDb(dir: string): Promise<Intake> {
  const { url, ...target } = await startProduct(dir, [], DUCKDB_MB);
  return { ...target, base: new URL(url).origin };
}

async function measure(intake: Intake, wantedBytes: number): Promise<Pick<BenchResult, 'figures' | 'n'>> {
  try {
    return await sendAndWait(intake, wantedBytes);
  } finally {
    await intake.close();
  }
}

async function sendAndWait(intake: Intake, wantedBytes: number): Promise<Pick<BenchResult, 'figures' | 'n'>> {
  const { base, headers, pid } = intake;
  const mapping = await fetch(`${base}/api/v1/file-mappings/bench`, { method: 'PUT', body: MAPPING, headers });
  if (!mapping.ok) throw new Error(`the mapping was refused: ${await mapping.text()}`);
  const idleMb = residentMb(pid, 'VmRSS');
  const startedMs = performance.now();
  const sent = csvBlocks(wantedBytes);
  const file = await send(`${base}/api/v1/files?name=bench.csv&mapping=bench`, headers, Readable.from(sent.blocks()));
  const acknowledgedSeconds = (performance.now() - startedMs) / 1_000;
  console.log(
    `acknowledged after ${rounded(acknowledgedSeconds)} s: ${Math.round(sent.bytes / 1e6)} MB, ${sent.rows} rows`,
  );
  const done = await untilDone(`${base}/api/v1/files/${file.id}`, headers, sent.bytes, pid);
  const seconds = (performance.now() - startedMs) / 1_000;
  if (done.state !== 'done') throw new Error(`the file failed: ${done.error}`);
  const stored = await intake.count();
  const takenSeconds = seconds - acknowledgedSeconds;
  return {
    figures: {
      seconds: rounded(seconds),
      acknowledged_s: rounded(acknowledgedSeconds),
      upload_mb_per_s: rounded(sent.bytes / 1e6 / acknowledgedSeconds),
      mb_per_s: rounded(sent.bytes / 1e6 / takenSeconds),
      rows_per_s: Math.round(sent.rows / takenSeconds),
      idle_rss_mb: Math.round(idleMb),
      peak_rss_mb: Math.round(residentMb(pid, 'VmHWM')),
      lost: sent.rows - stored,
      refused: done.rowsRefused,
    },
    n: { bytes: sent.bytes, rows: sent.rows },
  };
}

async function untilDone(
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: number,
  pid: number,
): Promise<FileAnswer> {
  for (let tenth = 0; ;) {
    const file = (await (await fetch(url, { headers })).json()) as FileAnswer;
    if (file.state === 'done' || file.state === 'failed') return file;
    const reached = Math.floor((10 * file.bytesRead) / bytes);
    if (reached > tenth) {
      tenth = reached;
      const residentNow = Math.round(residentMb(pid, 'VmRSS'));
      console.log(`${10 * tenth} % read, ${file.rowsStored} rows kept, ${residentNow} MB resident`);
    }
    await pause(LOOK_MS);
  }
}

function send(url: string, headers: Readonly<Record<string, string>>, body: Readable): Promise<FileAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        if (response.statusCode === 202) resolve(JSON.parse(text) as FileAnswer);
        else reject(new Error(`the file was refused: ${response.statusCode} ${text}`));
      });
    });
    request.on('error', reject);
    body.pipe(request);
  });
}

/** Resident memory of a process now (`VmRSS`) or at its most (`VmHWM`), from the kernel, in MB. */
function residentMb(pid: number, figure: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${figure}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(found?.[1] ?? Number.NaN) * 1_024) / 1e6;
}
