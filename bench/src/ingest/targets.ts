import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntries } from '../../../scripts/bundle.mjs';

/** Something that takes line protocol: ours or a peer. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until everything acknowledged is in the store. */
  drain(): Promise<number>;
  /** Readings in the store. */
  count(): Promise<number>;
  close(): Promise<void>;
}

const BUCKET = 'bench';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The product's process built without the loader of TypeScript, as services are in their images: the path of its script. */
export async function buildProduct(dir: string): Promise<string> {
  await bundleEntries(dir, {
    product: 'bench/src/ingest/product.ts',
    'duckdb-worker': 'stores/src/telemetry/duckdb/duckdb-worker.ts',
  });
  await cp(path.join(ROOT, 'stores/src/postgres/migrations'), path.join(dir, 'migrations'), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'));
  return path.join(dir, 'product.mjs');
}

/** `duckDbMb`: memory that DuckDB may have in the product's process, in MB; default: its own. `built`: see `buildProduct`; default: its sources. */
export async function startProduct(
  dir: string,
  execArgv: readonly string[] = [],
  duckDbMb?: number,
  built?: string,
): Promise<Target & { readonly pid: number }> {
  const token = randomBytes(24).toString('hex');
  const file = built ?? fileURLToPath(new URL('./product.ts', import.meta.url));
  const child = fork(file, [dir, token, BUCKET, ...(duckDbMb === undefined ? [] : [String(duckDbMb)])], {
    execArgv: [...(built === undefined ? ['--import', 'tsx'] : []), ...execArgv],
    stdio: 'inherit',
  });
  const ask = async (
    message?: string,
  ): Promise<{ url?: string; seconds?: number; readings?: number; rssMb?: number }> => {
    const answer = once(child, 'message');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the product ended with ${code}`);
    });
    ended.catch(() => undefined);
    if (message) child.send(message);
    const [value] = (await Promise.race([answer, ended])) as [{ url?: string; seconds?: number; readings?: number }];
    return value;
  };
  const { url } = await ask();
  return {
    pid: child.pid ?? 0,
    name: 'wellhead',
    url: `${url}/api/v2/write?org=bench&bucket=${BUCKET}&precision=ns`,
    headers: { authorization: `Token ${token}` },
    drain: async () => (await ask('drain')).seconds ?? Number.NaN,
    count: async () => (await ask('count')).readings ?? Number.NaN,
    async close() {
      const ended = once(child, 'exit');
      child.send('close');
      await ended;
    },
  };
}

export const INFLUXD = '/usr/bin/influxd';
export const VICTORIA_METRICS = '/usr/bin/victoria-metrics';
export const isInstalled = (program: string): boolean => existsSync(program);

export async function startInfluxDb(dir: string): Promise<Target> {
  const [port, rpcPort] = [await freePort(), await freePort()];
  const config = path.join(dir, 'influxdb.conf');
  await writeFile(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[logging]
  level = "error"
[monitor]
  store-enabled = false
`,
  );
  const child = spawn(INFLUXD, ['-config', config], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  await answers(`${base}/ping`, child);
  await fetch(`${base}/query?q=CREATE+DATABASE+${BUCKET}`, { method: 'POST' });
  return {
    name: 'influxdb',
    url: `${base}/write?db=${BUCKET}&precision=n`,
    headers: {},
    drain: async () => 0,
    async count() {
      const q = encodeURIComponent('SELECT count(*) FROM env');
      const answer = (await (await fetch(`${base}/query?db=${BUCKET}&q=${q}`)).json()) as {
        results: { series?: { values: number[][] }[] }[];
      };
      return (answer.results[0]?.series?.[0]?.values[0] ?? []).slice(1).reduce((sum, count) => sum + count, 0);
    },
    close: () => stop(child),
  };
}

export async function startVictoriaMetrics(dir: string): Promise<Target> {
  const port = await freePort();
  const child = spawn(
    VICTORIA_METRICS,
    [
      `-storageDataPath=${dir}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=1',
      '-loggerLevel=ERROR',
      '-search.maxQueryDuration=5m',
      '-search.latencyOffset=0s',
    ],
    { stdio: 'ignore' },
  );
  const base = `http://127.0.0.1:${port}`;
  await answers(`${base}/health`, child);
  return {
    name: 'victoriametrics',
    url: `${base}/write?db=${BUCKET}&precision=ns`,
    headers: {},
    async drain() {
      await fetch(`${base}/internal/force_flush`);
      return 0;
    },
    async count() {
      const query = encodeURIComponent('sum(count_over_time({__name__=~"env_.*"}[1d]))');
      const answer = (await (await fetch(`${base}/api/v1/query?query=${query}&nocache=1`)).json()) as {
        data?: { result: { value: [number, string] }[] };
      };
      return Number(answer.data?.result[0]?.value[1] ?? Number.NaN);
    },
    close: () => stop(child),
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
