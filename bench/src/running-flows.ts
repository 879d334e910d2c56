import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Flow, Pack } from '@wellhead/contracts';
import { startPipelines } from '@wellhead/pipelines';
import { installPack, migrateUp, openJobs, openStores, startEmbeddedPostgres, type Stores } from '@wellhead/stores';
import { pino } from 'pino';

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

/** The service that works flows, on an embedded Postgres of its own with the tables of a pack, and a server of files that `{files}` in addresses names. */
export async function openFlows(
  dir: string,
  pack: Pack,
  files: Readonly<Record<string, string>>,
  day: string,
): Promise<RunningFlows> {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '/').slice(1)];
    if (file === undefined) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: 'bench', log });
  const stores = await openStores({
    databaseUrl: postgres.url,
    telemetry: { kind: 'duckdb', file: path.join(dir, 'telemetry.duckdb') },
    archiveDir: path.join(dir, 'raw-archive'),
    log,
  });
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
    variables: { files: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
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
      await postgres.close();
      server.closeAllConnections();
      server.close();
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
