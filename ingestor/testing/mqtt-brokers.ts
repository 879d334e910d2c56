import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Aedes } from 'aedes';

/** A broker for tests, on a free port of this machine. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Aedes, in this process. */
export async function startAedes(): Promise<TestBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    close: () => new Promise((resolve) => broker.close(() => server.close(() => resolve()))),
  };
}

const MOSQUITTO = '/usr/sbin/mosquitto';
export const hasMosquitto = (): boolean => existsSync(MOSQUITTO);

/** Debian's mosquitto, a process of its own; `lines` go into its configuration. Sessions are kept over `restart`. */
export async function startMosquitto(
  lines: readonly string[] = [],
): Promise<TestBroker & { restart(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-mosquitto-'));
  const port = await freePort();
  const file = path.join(dir, 'mosquitto.conf');
  const config = [
    `listener ${port} 127.0.0.1`,
    ...(lines.some((line) => line.startsWith('allow_anonymous')) ? [] : ['allow_anonymous true']),
    'persistence true',
    `persistence_location ${dir}/`,
    // As root it would change to a user who cannot write here.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...lines,
  ];
  await writeFile(file, `${config.join('\n')}\n`);
  const start = async () => {
    const child = spawn(MOSQUITTO, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await untilListening(port, () => (child.exitCode === null ? undefined : `mosquitto ended: ${text}`));
    return child;
  };
  let child = await start();
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    async restart() {
      await stop();
      child = await start();
    },
    async close() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Resolves when someone listens there; rejects with what `ended` tells. */
async function untilListening(port: number, ended: () => string | undefined): Promise<void> {
  for (;;) {
    const reason = ended();
    if (reason !== undefined) throw new Error(reason);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
