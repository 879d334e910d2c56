import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { bundleServices } from '../../../scripts/bundle.mjs';
import { freePort } from '../ingest/targets.js';

/** The ingestor as the service that compose runs, in a process of its own. */
export interface IngestorService {
  readonly url: string;
  readonly pid: number;
  /** Resident memory now, in megabytes (10^6 bytes). */
  rssMb(): Promise<number>;
  /** What `/readyz` says. */
  state(): Promise<ServiceState>;
  close(): Promise<void>;
}

export interface ServiceState {
  readonly pendingRecords: number;
  readonly dependencies: readonly { readonly name: string; readonly status: string; readonly detail: string }[];
}

/** Bundles it into `dir` as its image holds it, and starts it with the options of Node that compose gives. */
export async function startIngestorService(
  env: Readonly<Record<string, string>>,
  dir: string,
): Promise<IngestorService> {
  const port = await freePort();
  await bundleServices(dir, ['ingestor']);
  const child = spawn(process.execPath, await asInCompose(dir), {
    env: { ...env, WELLHEAD_HOST: '127.0.0.1', WELLHEAD_HTTP_PORT: String(port), WELLHEAD_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const state = async (): Promise<ServiceState> => (await (await fetch(`${url}/readyz`)).json()) as ServiceState;
  while (
    await state().then(
      () => false,
      () => child.exitCode === null,
    )
  )
    await new Promise((resolve) => setTimeout(resolve, 100));
  if (child.exitCode !== null) throw new Error(`the ingestor ended with ${child.exitCode}`);
  return {
    url,
    pid: child.pid ?? 0,
    state,
    async rssMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024) / 1e6;
    },
    async close() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The arguments of Node for the ingestor in docker-compose.yml, with the bundle in this folder. */
async function asInCompose(app: string): Promise<readonly string[]> {
  const compose = await readFile(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
  const command = /command: \[node, (.*\/app\/ingestor\/main\.mjs)\]/.exec(compose)?.[1];
  if (command === undefined) throw new Error('docker-compose.yml does not start /app/ingestor/main.mjs');
  return command.split(', ').map((part) => part.replace(/^\/app/, app));
}
