import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface StandaloneProcess {
  readonly httpUrl: string;
  readonly pluginAddress: string;
  /** Everything printed so far. */
  printed(): string;
  readonly pid: number;
  /** Milliseconds from spawn to the table of doors. */
  readonly readyAfterMs: number;
  token(): string;
  secret(name: string): string;
  /** Sends the signal and resolves with the exit code (null when killed). */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface StandaloneSettings {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly pluginPort: number;
  /** As after `--packs`; default: retail-sales alone. */
  readonly packs?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `npm start`'s own entry as a child, without inheriting settings of this machine. Resolves with its exit when it ends early. */
export function spawnStandalone(settings: StandaloneSettings): { child: ChildProcess; printed: () => string } {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, ['scripts/start.cjs', 'start', '--packs', settings.packs ?? 'retail-sales'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // A Grafana on the PATH of this machine is not part of the test.
      PATH: PATH.split(':')
        .filter((dir) => !dir.includes('grafana'))
        .join(':'),
      HOME,
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      WELLHEAD_DATA_DIR: settings.dataDir,
      WELLHEAD_HTTP_PORT: String(settings.httpPort),
      WELLHEAD_PLUGIN_PORT: String(settings.pluginPort),
      ...settings.env,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, printed: () => text };
}

/** Starts and waits for the table of doors; rejects with all that was printed when the process ends before. */
export async function startStandaloneProcess(
  settings: StandaloneSettings,
  timeoutMs = 180_000,
): Promise<StandaloneProcess> {
  const startedAt = performance.now();
  const { child, printed } = spawnStandalone(settings);
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${why}; it printed:\n${printed()}`));
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      fail(`npm start was not ready after ${timeoutMs} ms`);
    }, timeoutMs);
    child.stdout?.on('data', () => {
      if (!printed().includes('Ctrl-C ends everything')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`npm start ended with code ${code}`);
    });
  });
  const readyAfterMs = performance.now() - startedAt;
  const secret = (name: string): string => {
    const all = JSON.parse(readFileSync(path.join(settings.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
    return all[name] ?? '';
  };
  return {
    httpUrl: `http://127.0.0.1:${settings.httpPort}`,
    pluginAddress: `127.0.0.1:${settings.pluginPort}`,
    printed,
    pid: child.pid ?? 0,
    readyAfterMs,
    token: () => secret('token'),
    secret,
    stop: (signal) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
        child.once('exit', (code) => resolve(code));
        child.kill(signal);
      }),
  };
}

/** All living descendants of a process, itself first. Linux. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const tree = [pid];
  for (const each of tree) for (const [child, parent] of parents) if (parent === each) tree.push(child);
  return tree.filter((each) => parents.has(each));
}

function parentOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  } catch (error) {
    // It ended while we were reading the list.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** True while the process runs; one that has ended but was not yet reaped by its parent does not. Linux. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Memory of the processes in bytes: shared pages counted by their share (PSS), and as if each were alone (RSS). */
export function memoryOf(pids: readonly number[]): { rss: number; pss: number } {
  const total = { rss: 0, pss: 0 };
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    total.rss += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
    total.pss += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return total;
}
