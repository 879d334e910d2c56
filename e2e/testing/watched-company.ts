import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { msFromNs, type Pack } from '@wellhead/contracts';
import { startForecaster, type Forecaster } from '@wellhead/forecaster';
import { parseSources, startIngestor } from '@wellhead/ingestor';
import type { RunningWellhead } from '@wellhead/packs';
import { fuelQualityDemo } from '@wellhead/packs/fuel-quality/demo';
import { startPipelines } from '@wellhead/pipelines';
import {
  installPack,
  openFieldTypeRegistry,
  openFolderArchive,
  openJobs,
  openMemoryStore,
  type TelemetryStore,
} from '@wellhead/stores';
import { pino } from 'pino';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';

const TOKEN = 'token-of-the-test';
const log = pino({ level: 'silent' });

/** A company that makes fuel, played by the demo of the pack, and Wellhead that watches it. */
export interface WatchedCompany {
  readonly telemetry: TelemetryStore;
  readonly database: TestDatabase;
  readonly forecaster: Forecaster;
  /** Flows that were put into the queue and not run. */
  readonly queued: readonly string[];
  /** Sends what the company has sent until the clock of both, and waits until it is stored. */
  follow(): Promise<void>;
  close(): Promise<void>;
}

export async function openWatchedCompany(pack: Pack, clock: () => number): Promise<WatchedCompany> {
  const telemetry = openMemoryStore();
  const queued: string[] = [];
  const dir = await mkdtemp(path.join(os.tmpdir(), 'wellhead-fuel-'));
  const database = await openTestDatabase({ packs: [pack] });
  await installPack(database.pool, pack);
  const jobs = await openJobs(database.url, log);
  const side = await fuelQualityDemo.open({ dataDir: dir, databaseUrl: database.url, speed: 1, log, clock });
  const sources = parseSources([...side.sources], 'test', {});
  if (sources.kind === 'faults') throw new Error(sources.faults.join('\n'));
  const archive = openFolderArchive(path.join(dir, 'archive'));
  const stores = { telemetry, pool: database.pool, readOnlyPool: database.pool, archive };
  const ingestor = await startIngestor({
    stores,
    fieldTypes: await openFieldTypeRegistry(database.pool),
    dataDir: path.join(dir, 'ingestor'),
    host: '127.0.0.1',
    port: 0,
    bucket: 'wellhead',
    token: TOKEN,
    sources: sources.sources,
    log,
    clock,
  });
  const pipelines = await startPipelines({
    stores,
    workDir: path.join(dir, 'work-data'),
    jobs,
    packs: [pack],
    ingestUrl: ingestor.url,
    token: TOKEN,
    bucket: 'wellhead',
    variables: side.variables,
    log,
    clock,
  });
  const forecaster = await startForecaster({ stores, jobs, log, clock, workers: 1 });
  const wellhead: RunningWellhead = {
    ingestUrl: ingestor.url,
    token: TOKEN,
    bucket: 'wellhead',
    flows: {
      runFlow: (name, run) => {
        if (name !== 'fuel-forecast') return pipelines.runFlow(name, run);
        queued.push(name);
        return Promise.resolve({ state: 'succeeded' });
      },
      lastDay: (flow) => pipelines.lastDay(flow),
      queueFlow: (name) => {
        queued.push(name);
        return Promise.resolve();
      },
    },
    delivered: () => ingestor.drained(),
    newestMs: async (measurement) => {
      const times = (await telemetry.latest({ measurement })).map(({ timeNs }) => msFromNs(timeNs[0] ?? 0n));
      return times.length === 0 ? undefined : Math.max(...times);
    },
  };
  return {
    telemetry,
    database,
    forecaster,
    queued,
    async follow() {
      const following = await side.run(wellhead, () => undefined);
      await following.close();
      await ingestor.drained();
    },
    async close() {
      await forecaster.close();
      await pipelines.close();
      await ingestor.close();
      await side.close();
      await jobs.close();
      await telemetry.close();
      const plant = `${new URL(database.url).pathname.slice(1)}_plant`;
      await database.pool.query(`drop database if exists "${plant}" with (force)`);
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
