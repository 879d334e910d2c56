import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Flow, Pack } from '@wellhead/contracts';
import { startPipelines } from '@wellhead/pipelines';
import {
  installPack,
  migrateUp,
  openJobs,
  openPool,
  openStores,
  startEmbeddedPostgres,
  type Stores,
} from '@wellhead/stores';
import { pino } from 'pino';

const log = pino({ level: 'warn' }, pino.destination(2));

export interface RunningFlows {
  readonly stores: Stores;
  /** Runs a flow for one day; throws when it fails. Seconds by step as the log of the run has them. */
  run(flow: string): Promise<FlowTimes>;
  close(): Promise<void>;
}
export interface FlowTimes {
  readonly seconds: number;
  readonly secondsOf: (step: string) => number;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The side that flows have their files from: a server of them by their name. */
export async function serveFiles(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '/').slice(1)];
    if (file === undefined) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** An embedded Postgres of its own with the tables of a pack. */
export async function startWarehouse(
  dir: string,
  pack: Pack,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: 'bench', log });
  const pool = openPool(postgres.url, { log });
  await migrateUp(pool, [pack]);
  await installPack(pool, pack);
  await pool.end();
  return postgres;
}

export interface FlowPlaces {
  /** Folder for archive, telemetry and work data. */
  readonly dir: string;
  readonly databaseUrl: string;
  /** What `{files}` in addresses stands for. */
  readonly filesUrl: string;
  readonly day: string;
}

/** The service that works flows. */
export async function openFlows(pack: Pack, { dir, databaseUrl, filesUrl, day }: FlowPlaces): Promise<RunningFlows> {
  const stores = await openStores({
    databaseUrl,
    telemetry: { kind: 'duckdb', file: path.join(dir, 'telemetry.duckdb') },
    archiveDir: path.join(dir, 'raw-archive'),
    log,
  });
  const jobs = await openJobs(databaseUrl, log);
  const pipelines = await startPipelines({
    stores,
    workDir: path.join(dir, 'work-data'),
    jobs,
    packs: [pack],
    ingestUrl: 'http://127.0.0.1:9',
    token: 'bench',
    log,
    clock: Date.now,
    variables: { files: filesUrl },
  });
  return {
    stores,
    async run(flow) {
      const summary = await pipelines.runFlow(flow, { fromDay: day, toDay: day, reason: 'bench' });
      if (summary.error !== undefined) throw new Error(summary.error);
      const { rows } = await stores.pool.query<{ step: string; seconds: number }>(
        `select step, (fields ->> 'durationMs')::float8 / 1000 as seconds from ops.run_logs where run_id = $1 and message = 'finished'`,
        [summary.runId],
      );
      return {
        seconds: summary.seconds,
        secondsOf: (name) => rows.find(({ step }) => step === name)?.seconds ?? Number.NaN,
        figures: summary.figures,
      };
    },
    async close() {
      await pipelines.close();
      await jobs.close();
      await stores.close();
    },
  };
}

/** A pack that has these flows alone, without their schedules and second attempts. */
export const withFlows = (pack: Pack, flows: readonly Flow[]): Pack => ({
  ...pack,
  manifest: {
    ...pack.manifest,
    flows: flows.map((flow) => ({ ...flow, cron: undefined, after: undefined, retries: 0, timeoutMs: 3_600_000 })),
  },
});
