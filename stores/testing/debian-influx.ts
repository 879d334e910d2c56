import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestInflux } from './influx.js';

/** An InfluxDB whose engine can be taken away by its pid and brought back on the same folder; behind the shim, which then answers 502. */
export interface MortalInflux extends TestInflux {
  stopEngine(): Promise<void>;
  startEngine(): Promise<void>;
}

const INFLUXD = '/usr/bin/influxd';
/** How InfluxDB 2 names precisions → how InfluxDB 1 does. */
const PRECISIONS: Readonly<Record<string, string>> = { ns: 'n', us: 'u', ms: 'ms', s: 's' };

/**
 * A real InfluxDB (Debian's `influxdb`, 1.6) in a folder of its own, behind a shim that gives it the face of InfluxDB 2: `/api/v2/write`, tokens,
 * 404 for a bucket that is not there. Where the engine is not installed, `missing` says in one line what is and how to get it.
 */
export async function startDebianInflux(): Promise<MortalInflux | { readonly missing: string }> {
  if (!existsSync(INFLUXD)) return { missing: `${INFLUXD} is not installed: apt-get install influxdb` };
  const dir = await mkdtemp(join(tmpdir(), 'wellhead-influx-'));
  const [enginePort, rpcPort] = await freePorts();
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  await writeFile(
    join(dir, 'influxdb.conf'),
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${enginePort}"
  log-enabled = false
  max-body-size = 0
[logging]
  level = "error"
`,
  );
  let engine: ChildProcess;
  const startEngine = async (): Promise<void> => {
    engine = spawn(INFLUXD, ['-config', join(dir, 'influxdb.conf')], { stdio: 'ignore' });
    await answers(engine, `${engineUrl}/ping`);
  };
  const stopEngine = async (): Promise<void> => {
    if (engine.exitCode !== null || engine.signalCode !== null) return;
    const ended = once(engine, 'exit');
    engine.kill('SIGTERM');
    await ended;
  };
  await startEngine();

  const token = 'test-token';
  const buckets = new Set<string>();
  const run = async (q: string): Promise<void> => {
    const done = await fetch(`${engineUrl}/query`, { method: 'POST', body: new URLSearchParams({ q }) });
    if (!done.ok) throw new Error(`${q}: ${await done.text()}`);
  };
  const makeBucket = async (name: string, keepHours?: number): Promise<void> => {
    await run(`CREATE DATABASE "${name}"${keepHours === undefined ? '' : ` WITH DURATION ${keepHours}h`}`);
    buckets.add(name);
  };
  await makeBucket('telemetry');
  const shim = http.createServer((request, response) =>
    answerAsInflux2(request, response, { token, buckets, enginePort }),
  );
  shim.listen(0, '127.0.0.1');
  await once(shim, 'listening');

  return {
    name: 'InfluxDB 1.6 behind the shim',
    url: `http://127.0.0.1:${(shim.address() as AddressInfo).port}`,
    token,
    org: 'wellhead',
    bucket: 'telemetry',
    engineUrl,
    makeBucket,
    dropBucket: (name) => run(`DROP DATABASE "${name}"`),
    stopEngine,
    startEngine,
    close: async () => {
      shim.close();
      shim.closeAllConnections();
      await stopEngine();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function answerAsInflux2(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { token, buckets, enginePort }: { token: string; buckets: ReadonlySet<string>; enginePort: number },
): void {
  const refuse = (status: number, code: string, message: string): void => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code, message }));
  };
  const url = new URL(request.url ?? '/', 'http://shim');
  let path = request.url ?? '/';
  if (url.pathname !== '/ping') {
    const given = /^(?:Token|Bearer) (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given !== token) return refuse(401, 'unauthorized', 'unauthorized access');
    const bucket = url.searchParams.get('bucket') ?? url.searchParams.get('db') ?? '';
    if (!buckets.has(bucket)) return refuse(404, 'not found', `bucket "${bucket}" not found`);
    if (url.pathname === '/api/v2/write') {
      const precision = PRECISIONS[url.searchParams.get('precision') ?? 'ns'] ?? 'n';
      path = `/write?db=${encodeURIComponent(bucket)}&precision=${precision}`;
    }
  }
  const { authorization: _, host: __, ...headers } = request.headers;
  const forwarded = http.request(
    { host: '127.0.0.1', port: enginePort, method: request.method, path, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  forwarded.on('error', (cause) =>
    response.headersSent ? response.destroy() : refuse(502, 'unavailable', cause.message),
  );
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
}

/** Resolves when the engine answers; rejects when it ends before. */
async function answers(engine: ChildProcess, url: string): Promise<void> {
  let ended: string | undefined;
  engine.once('exit', (code) => (ended = `influxd ended with code ${code} before it answered`));
  engine.once('error', (cause) => (ended = cause.message));
  while (ended === undefined) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(ended);
}

async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] as number, ports[1] as number];
}
