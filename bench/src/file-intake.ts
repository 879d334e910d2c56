import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchOptions, type BenchResult, machine, rounded } from './bench-result.js';
import { csvBlocks, MAPPING } from './file-intake/csv-blocks.js';
import { startProduct, type Target } from './ingest/targets.js';

const FULL_BYTES = 5e9;
const QUICK_BYTES = 50e6;
const LOOK_MS = 500;
/** DuckDB takes what it may have, 512 MB by default: here it is not what is measured. */
const DUCKDB_MB = 96;

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
 * through parser, checks, spool and ledger into DuckDB. Every reading is unique, so that what arrived can be counted.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-files-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  try {
    const target = await startProduct(dir, [], DUCKDB_MB);
    try {
      const measured = await measure(target, quick ? QUICK_BYTES : FULL_BYTES);
      return { name: 'file-intake', ratios: {}, machine: before, ...measured };
    } finally {
      await target.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(
  target: Target & { readonly pid: number },
  wantedBytes: number,
): Promise<Pick<BenchResult, 'figures' | 'n'>> {
  const base = new URL(target.url).origin;
  const mapping = await fetch(`${base}/api/v1/file-mappings/bench`, {
    method: 'PUT',
    body: MAPPING,
    headers: target.headers,
  });
  if (!mapping.ok) throw new Error(`the mapping was refused: ${await mapping.text()}`);
  const idleMb = residentMb(target.pid, 'VmRSS');
  const startedMs = performance.now();
  const sent = csvBlocks(wantedBytes);
  const file = await send(
    `${base}/api/v1/files?name=bench.csv&mapping=bench`,
    target.headers,
    Readable.from(sent.blocks()),
  );
  const acknowledgedSeconds = (performance.now() - startedMs) / 1_000;
  console.log(
    `acknowledged after ${rounded(acknowledgedSeconds)} s: ${Math.round(sent.bytes / 1e6)} MB, ${sent.rows} rows`,
  );
  const done = await untilDone(`${base}/api/v1/files/${file.id}`, target.headers, sent.bytes);
  const seconds = (performance.now() - startedMs) / 1_000;
  if (done.state !== 'done') throw new Error(`the file failed: ${done.error}`);
  const stored = await target.count();
  const takenSeconds = seconds - acknowledgedSeconds;
  return {
    figures: {
      seconds: rounded(seconds),
      acknowledged_s: rounded(acknowledgedSeconds),
      upload_mb_per_s: rounded(sent.bytes / 1e6 / acknowledgedSeconds),
      mb_per_s: rounded(sent.bytes / 1e6 / takenSeconds),
      rows_per_s: Math.round(sent.rows / takenSeconds),
      idle_rss_mb: Math.round(idleMb),
      peak_rss_mb: Math.round(residentMb(target.pid, 'VmHWM')),
      lost: sent.rows - stored,
      refused: done.rowsRefused,
    },
    n: { bytes: sent.bytes, rows: sent.rows, stored },
  };
}

async function untilDone(url: string, headers: Readonly<Record<string, string>>, bytes: number): Promise<FileAnswer> {
  for (let tenth = 0; ;) {
    const file = (await (await fetch(url, { headers })).json()) as FileAnswer;
    if (file.state === 'done' || file.state === 'failed') return file;
    const reached = Math.floor((10 * file.bytesRead) / bytes);
    if (reached > tenth) console.log(`${10 * (tenth = reached)} % read, ${file.rowsStored} rows kept`);
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
