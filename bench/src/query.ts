import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PluginClient } from '@wellhead/backend-sdk/testing/plugin-client';
import {
  nsFromMs,
  packSchema,
  seriesOf,
  type Pack,
  type QueryInput,
  type ReadingBatch,
  type Series,
} from '@wellhead/contracts';
import {
  installPack,
  migrateUp,
  openDuckDbStore,
  openPool,
  startEmbeddedPostgres,
  type DuckDbStore,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { openAskedBackend } from './asked-backend.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';

const STEP_MS = 10_000;
const DAY_MS = 86_400_000;
const DAYS = 30;
const STEPS_A_BATCH = 8_640;
const PIXELS = 1_500;
/** Any day, so that runs are alike. */
const END_MS = Date.UTC(2026, 2, 1);

/**
 * Readings every 10 s of 30 days in DuckDB, asked through the backend as Grafana asks (gRPC, Arrow decoded): one signal over all 30 days and 20 signals
 * over 7 days, at 1,500 points each. Beside it the same raw readings of the one signal from the same store, sent as JSON over HTTP and parsed.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const wells = quick ? 20 : 200;
  const rounds = quick ? 5 : 40;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-query-'));
  const log = pino({ level: 'warn' }, pino.destination(2));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: 'bench-query', log });
  const pool = openPool(postgres.url, { log });
  const readOnlyPool = openPool(postgres.url, { log, readOnly: true });
  const telemetry = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb'), log });
  try {
    await migrateUp(pool, []);
    await installPack(pool, packOf(wells));
    await fill(telemetry, wells);
    const opened = { telemetry, pool, readOnlyPool };
    const { client, close } = await openAskedBackend(opened, { postgresUrl: postgres.url, dir, atMs: END_MS, log });
    const raw = await serveRaw(telemetry);
    try {
      const asked = { one: ['well-7'], twenty: Array.from({ length: 20 }, (_, at) => `well-${at}`) };
      const one = await times(rounds, () => ask(client, asked.one, DAYS));
      const rawJson = await times(quick ? 3 : 10, () => askRaw(raw, 'well-7'));
      const twenty = await times(rounds, () => ask(client, asked.twenty, 7));
      return {
        name: 'query',
        figures: {
          one_signal_p50_ms: rounded(median(one)),
          one_signal_worst_ms: rounded(Math.max(...one)),
          raw_json_p50_ms: rounded(median(rawJson)),
          twenty_p50_ms: rounded(median(twenty)),
          twenty_worst_ms: rounded(Math.max(...twenty)),
        },
        ratios: { raw_json: rounded(median(rawJson) / median(one)) },
        n: { readings: wells * DAYS * (DAY_MS / STEP_MS), rounds },
        machine: before,
      };
    } finally {
      raw.closeAllConnections();
      raw.close();
      await close();
    }
  } finally {
    await telemetry.close();
    await readOnlyPool.end();
    await pool.end();
    await postgres.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const packOf = (wells: number): Pack => ({
  manifest: packSchema.parse({
    name: 'bench',
    title: 'Bench',
    describes: 'Wells that have sent every 10 seconds.',
    assets: Array.from({ length: wells }, (_, at) => ({ id: `well-${at}`, kind: 'well', title: `Well ${at}` })),
    signals: Array.from({ length: wells }, (_, at) => ({
      asset: `well-${at}`,
      measurement: 'esp',
      field: 'temperature',
      title: `Temperature ${at}`,
      intervalMs: STEP_MS,
    })),
  }),
  sql: {},
  migrations: [],
});

/** A day of all wells a batch: a daily swing, noise, and a spike now and then that an envelope must keep. */
async function fill(telemetry: DuckDbStore, wells: number): Promise<void> {
  const series = Array.from({ length: wells }, (_, at) =>
    seriesOf('esp', { asset: `well-${at}` }, 'temperature', 'float'),
  );
  for (let day = 0; day < DAYS; day += 1) {
    process.stderr.write(`\rreadings of day ${day + 1} of ${DAYS} …`);
    await telemetry.write(dayOf(series, END_MS - (DAYS - day) * DAY_MS));
  }
  // As the readings of a running store lie a few seconds after intake has become quiet.
  await telemetry.compact();
  process.stderr.write('\n');
}

function dayOf(series: readonly Series[], startMs: number): ReadingBatch {
  const length = series.length * STEPS_A_BATCH;
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    const step = Math.floor(row / series.length);
    seriesIndex[row] = row % series.length;
    timeNs[row] = nsFromMs(startMs + step * STEP_MS);
    numbers[row] =
      80 + 5 * Math.sin((2 * Math.PI * step) / STEPS_A_BATCH) + Math.random() + (Math.random() < 1e-4 ? 30 : 0);
  }
  return { series, length, seriesIndex, timeNs, numbers, integers: undefined, strings: undefined };
}

async function ask(client: PluginClient, assets: readonly string[], days: number): Promise<void> {
  const query: QueryInput = { queryType: 'telemetry', assets: [...assets], signals: ['esp.temperature'] };
  const timeRange = { fromEpochMS: END_MS - days * DAY_MS, toEpochMS: END_MS };
  const json = Buffer.from(JSON.stringify(query));
  const asked = { refId: 'A', queryType: query.queryType, json, timeRange, maxDataPoints: PIXELS, intervalMS: 60_000 };
  const { A } = await client.query({ queries: [asked] });
  if (A?.error !== '' || A.frames.length !== assets.length)
    throw new Error(`the backend answered ${A?.frames.length} frames of ${assets.length}: ${A?.error}`);
}

/** What a data source does that leaves thinning out to the browser. */
async function serveRaw(telemetry: TelemetryStore): Promise<Server> {
  const server = createServer((request, response) => {
    const asset = (request.url ?? '/').slice(1);
    const selector = { measurement: 'esp', field: 'temperature', tags: { asset: [asset] } };
    const range = { fromNs: nsFromMs(END_MS - DAYS * DAY_MS), toNs: nsFromMs(END_MS) };
    telemetry.read({ selector, ...range, shape: { kind: 'raw' } }).then(
      ([one]) => {
        const times = Array.from(one?.timeNs ?? [], (time) => Number(time / 1_000_000n));
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ times, values: [...((one?.values ?? []) as Float64Array)] }));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function askRaw(server: Server, asset: string): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const answer = (await (await fetch(`http://127.0.0.1:${port}/${asset}`)).json()) as { times: number[] };
  const expected = DAYS * (DAY_MS / STEP_MS);
  if (answer.times.length !== expected) throw new Error(`${answer.times.length} raw readings came of ${expected}`);
}

/** ms of each round; two more before them are not counted. */
async function times(rounds: number, work: () => Promise<void>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    const startedAt = performance.now();
    await work();
    if (round >= 0) found.push(performance.now() - startedAt);
  }
  return found;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
