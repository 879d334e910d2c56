import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPlugin } from '@wellhead/backend-sdk/testing/plugin-client';
import { startIngestor } from '@wellhead/ingestor';
import {
  migrateUp,
  openDuckDbStore,
  openFieldTypeRegistry,
  openFolderArchive,
  openJobs,
  openPool,
  startEmbeddedPostgres,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { liveChannelPath, startDatasourceBackend } from 'wellhead-app/backend';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { channelLoad, type ChannelLoad } from './stream/channel-load.js';

const TOKEN = 'bench-stream';
const BUCKET = 'wellhead';

/**
 * From the acknowledgement of a POST to its packet on a live channel, as it leaves our backend for Grafana (gRPC): what Grafana and the browser add is
 * not in it.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const rounds = quick ? 10 : 200;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-stream-'));
  await chmod(dir, 0o755);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: TOKEN, log });
  const pool = openPool(postgres.url, { log });
  const store = await openDuckDbStore({ file: path.join(dir, 'telemetry.duckdb'), log });
  let questions = 0;
  const telemetry: TelemetryStore = {
    ...store,
    latest: (...asked) => {
      questions += 1;
      return store.latest(...asked);
    },
  };
  try {
    await migrateUp(pool, []);
    const archive = openFolderArchive(path.join(dir, 'raw-archive'));
    const stores = { telemetry, pool, readOnlyPool: pool, archive, close: () => Promise.resolve() };
    const jobs = await openJobs(postgres.url, log);
    const ingestor = await startIngestor({
      stores,
      fieldTypes: await openFieldTypeRegistry(pool),
      dataDir: path.join(dir, 'ingestor'),
      host: '127.0.0.1',
      port: 0,
      bucket: BUCKET,
      token: TOKEN,
      log,
      clock: Date.now,
    });
    const backend = await startDatasourceBackend({ stores, jobs, host: '127.0.0.1', port: 0, log, clock: Date.now });
    const client = connectPlugin(backend.address);
    const post = async (lines: string): Promise<void> => {
      const response = await fetch(`${ingestor.url}/api/v2/write?bucket=${BUCKET}&precision=ms`, {
        method: 'POST',
        headers: { authorization: `Token ${TOKEN}` },
        body: lines,
      });
      if (response.status !== 204)
        throw new Error(`the write was answered ${response.status}: ${await response.text()}`);
    };
    const stream = client.runStream({ path: liveChannelPath({ assets: ['well-1'], signals: ['esp.temperature'] }) });
    const cameAt = new Map<number, number>();
    const listening = (async () => {
      for await (const packet of stream.packets) {
        const { data } = JSON.parse(packet) as { data: { values: [unknown, number[]] } };
        for (const value of data.values[1]) cameAt.set(value, performance.now());
      }
    })();
    const found: number[] = [];
    let load: ChannelLoad;
    try {
      for (let round = 0; round < rounds; round += 1) {
        await delay(100 + Math.random() * 400);
        await post(`esp,asset=well-1 temperature=${round} ${Date.now()}`);
        const acknowledgedAt = performance.now();
        while (!cameAt.has(round)) {
          if (performance.now() - acknowledgedAt > 10_000) throw new Error(`reading ${round} did not come within 10 s`);
          await delay(1);
        }
        found.push((cameAt.get(round) ?? Number.NaN) - acknowledgedAt);
      }
      stream.leave();
      await listening.catch(() => undefined);
      load = await channelLoad({ client, post, questions: () => questions, seconds: quick ? 5 : 30 });
    } finally {
      stream.leave();
      client.close();
      await backend.close();
      await ingestor.close();
      await jobs.close();
    }
    const sorted = [...found].sort((a, b) => a - b);
    const at = (share: number): number =>
      rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
    return {
      name: 'stream',
      figures: {
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        worst_ms: at(1),
        twenty_questions_per_s: rounded(load.questionsPerS),
        twenty_packets_per_s: rounded(load.packetsPerS),
        twenty_core_share: rounded(load.coreShare),
      },
      ratios: {},
      n: { rounds },
      machine: before,
    };
  } finally {
    await store.close();
    await pool.end();
    await postgres.close();
    await rm(dir, { recursive: true, force: true });
  }
}
