import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../../../standalone/testing/standalone-process.js';
import type { ComposeFile, ComposeService } from './compose-file.js';

export interface RunningService {
  readonly name: string;
  /** Host port that the service's port in the compose network became. */
  readonly ports: ReadonlyMap<number, number>;
  readonly pid: number;
  printed(): string;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export interface ComposeRun {
  readonly services: ReadonlyMap<string, RunningService>;
  /** Starts a service of the file again after it was stopped, on the same ports. */
  restart(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Ports that our services listen on inside the compose network. */
const INNER_PORTS: Readonly<Record<string, readonly number[]>> = {
  ingestor: [8090],
  pipelines: [8090],
  forecaster: [8090],
  backend: [8090, 8091],
  demo: [8092, 8093, 8094],
};

/**
 * Runs our services of a compose file as separate processes: their own commands and environments, where `/app` is `bundleDir`, `/data` a folder of
 * their own, and the names of the network are ports of this machine. In the order of `depends_on`, each waited for by its own health check.
 * `outside` says where postgres:5432 and influxdb:8086 are.
 */
export async function runCompose(
  file: ComposeFile,
  places: { bundleDir: string; dataDir: string; outside: Readonly<Record<string, string>> },
): Promise<ComposeRun> {
  const names = inOrder(file).filter((name) => name in INNER_PORTS);
  const addresses = new Map(Object.entries(places.outside));
  const portsOf = new Map<string, Map<number, number>>();
  for (const name of names) {
    const ports = new Map<number, number>();
    for (const inner of INNER_PORTS[name] ?? []) {
      const outer = await freePort();
      ports.set(inner, outer);
      addresses.set(`${name}:${inner}`, `127.0.0.1:${outer}`);
    }
    portsOf.set(name, ports);
  }
  const services = new Map<string, RunningService>();
  const start = async (name: string): Promise<void> => {
    const service = file.services[name];
    const ports = portsOf.get(name);
    if (service === undefined || ports === undefined) throw new Error(`there is no service ${name}`);
    const dataDir = path.join(places.dataDir, name);
    await mkdir(dataDir, { recursive: true });
    services.set(name, await startService(name, service, ports, { ...places, dataDir, addresses }));
  };
  const close = async (): Promise<void> => {
    for (const running of [...services.values()].reverse()) await running.stop('SIGTERM');
  };
  try {
    for (const name of names) await start(name);
  } catch (error) {
    await close();
    throw error;
  }
  return { services, restart: start, close };
}

function inOrder(file: ComposeFile): readonly string[] {
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (ordered.includes(name)) return;
    for (const before of Object.keys(file.services[name]?.depends_on ?? {})) visit(before);
    ordered.push(name);
  };
  Object.keys(file.services).forEach(visit);
  return ordered;
}

async function startService(
  name: string,
  service: ComposeService,
  ports: ReadonlyMap<number, number>,
  places: { bundleDir: string; dataDir: string; addresses: ReadonlyMap<string, string> },
): Promise<RunningService> {
  const here = (text: string): string => {
    let local = text.replaceAll('/app/', `${places.bundleDir}/`).replace(/^\/data$/, places.dataDir);
    for (const [address, outer] of places.addresses) local = local.replaceAll(address, outer);
    // A service listens on every interface of its container; here on loopback alone.
    return local.replace(/^0\.0\.0\.0$/, '127.0.0.1');
  };
  const environment = Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, here(value)]));
  for (const name of ['WELLHEAD_HTTP_PORT', 'WELLHEAD_PLUGIN_PORT', 'WELLHEAD_SHOP_PORT', 'WELLHEAD_EXCHANGE_PORT'])
    if (name in environment) environment[name] = String(ports.get(Number(environment[name])));
  const [command = '', ...args] = (service.command ?? []).map(here);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const printed = (): string => text;
  await untilHealthy(name, service, ports, child, printed);
  return {
    name,
    ports,
    pid: child.pid ?? 0,
    printed,
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs the service's own health check until it succeeds. */
async function untilHealthy(
  name: string,
  { healthcheck }: ComposeService,
  ports: ReadonlyMap<number, number>,
  child: ChildProcess,
  printed: () => string,
): Promise<void> {
  const [, ...test] = healthcheck.test.map((word) =>
    word.replace(/127\.0\.0\.1:(\d+)/g, (_all, inner: string) => `127.0.0.1:${ports.get(Number(inner))}`),
  );
  const [command = '', ...args] = test;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} ended with code ${child.exitCode} before it was healthy; it printed:\n${printed()}`);
    const code = await new Promise<number | null>((resolve) =>
      spawn(command, args, { stdio: 'ignore' }).once('exit', (exit) => resolve(exit)),
    );
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
