import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORECAST_QUEUE, type Frame, type QueryInput, querySchema } from '@wellhead/contracts';
import { openExchange, serveExchange } from '@wellhead/packs/market-data/demo';
import { startPipelines } from '@wellhead/pipelines';
import { installPack, loadPack, openFolderArchive, openJobs, openMemoryStore, runQuery } from '@wellhead/stores';
import { pino } from 'pino';
import { startTestIngestor } from '../../pipelines/testing/test-ingestor.js';
import { openTestDatabase } from '../../stores/testing/database.js';

const silent = pino({ level: 'silent' });
export const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);
/** Where every test begins, in ms. */
export const MARKET_NOW = noon('2026-03-10');

/** The exchange of market-data with its flows on a database, an archive and a clock of its own; flows run when the test says so. */
export async function openMarket() {
  const exchange = openExchange({ seed: 6, tradesADay: 1_600 });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wellhead-market-'));
  const archive = openFolderArchive(path.join(dataDir, 'raw-archive'));
  const workDir = path.join(dataDir, 'work-data');
  const telemetry = openMemoryStore();
  const time = { nowMs: MARKET_NOW };
  const clock = (): number => time.nowMs;
  const loaded = await loadPack(fileURLToPath(new URL('../../packs/market-data', import.meta.url)));
  const flows = loaded.manifest.flows.map((flow) => ({ ...flow, cron: undefined }));
  const pack = { ...loaded, manifest: { ...loaded.manifest, flows } };
  const database = await openTestDatabase({ packs: [pack] });
  const { pool } = database;
  await installPack(pool, pack);
  const jobs = await openJobs(database.url, silent);
  // What the forecaster makes of it is not looked at here.
  await jobs.work(FORECAST_QUEUE, async () => ({}));
  const ingestor = await startTestIngestor(pool, telemetry, pack.manifest.recordTypes);
  const server = await serveExchange(exchange, { clock });
  const pipelines = await startPipelines({
    stores: { pool, readOnlyPool: pool, telemetry, archive },
    workDir,
    jobs,
    packs: [pack],
    ingestUrl: ingestor.url,
    token: 'secret',
    log: silent,
    clock,
    variables: { exchange: server.url },
    firstPauseMs: 1,
  });
  const stores = { pool, readOnlyPool: pool, telemetry };
  return {
    exchange,
    archive,
    workDir,
    telemetry,
    time,
    pack,
    pool,
    jobs,
    stores,
    run: (flow: string, fromDay: string, toDay = fromDay) =>
      pipelines.runFlow(flow, { fromDay, toDay, reason: 'test' }),
    rows: async <T extends object>(sql: string): Promise<T[]> => (await pool.query<T>(sql)).rows,
    /** The dashboard's variable `ticker` as it is when all are chosen. */
    ask: (input: QueryInput, atMs: number, fromMs = 0): Promise<readonly Frame[]> =>
      runQuery(stores, querySchema.parse(JSON.parse(JSON.stringify(input).replaceAll('$ticker', '%'))), {
        fromMs,
        toMs: atMs,
        nowMs: atMs,
        intervalMs: 60_000,
        maxDataPoints: 100,
        fromAlert: true,
      }),
    close: async (): Promise<void> => {
      await pipelines.close();
      await jobs.close();
      await server.close();
      await ingestor.close();
      await database.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
export type Market = Awaited<ReturnType<typeof openMarket>>;
