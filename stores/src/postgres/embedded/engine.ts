import { spawn } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Account } from './account.js';
import { signalPostmaster, stopPostmaster } from './postmaster.js';

interface Engine {
  readonly binaries: string;
  readonly cluster: string;
  readonly account: Account | undefined;
}

// Messages are read for "ready to accept connections": never translated. No other PG* variable of the caller may reach the server.
const engineEnv = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/**
 * Sizes for one machine with other work beside; a managed Postgres is given by DATABASE_URL instead. It has no replica and is backed up by COPY: at the level
 * `minimal` rows that are copied into a table made in the same transaction go to the disk once and not into the log as well (they are synced before the commit).
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '96MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  maintenance_work_mem: '128MB',
  autovacuum_work_mem: '32MB',
  jit: 'off',
  timezone: 'UTC',
  log_min_messages: 'warning',
};

/** Runs initdb into an empty folder: UTF-8, locale C.UTF-8 on every platform, scram. */
export async function initialiseCluster(
  engine: Engine & { readonly user: string; readonly password: string; readonly durable: boolean },
): Promise<void> {
  const { binaries, cluster, account, user, password, durable } = engine;
  const passwordFile = `${cluster}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
    await new Promise<void>((resolve, reject) => {
      const initdb = spawn(
        path.join(binaries, 'bin', 'initdb'),
        [
          `--pgdata=${cluster}`,
          `--username=${user}`,
          `--pwfile=${passwordFile}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
          '--locale-provider=builtin',
          '--builtin-locale=C.UTF-8',
          '--no-instructions',
          ...(durable ? [] : ['--no-sync']),
        ],
        { ...account, cwd: '/', env: engineEnv(), stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let said = '';
      initdb.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      initdb.once('error', reject);
      initdb.once('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`initdb failed (exit ${code}): ${said.trim().slice(-2_000)}`)),
      );
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Starts the server; resolves when it accepts connections. `stop` resolves when it is gone. */
export async function spawnPostmaster(
  engine: Engine & {
    readonly port: number;
    readonly settings: Readonly<Record<string, string>>;
    readonly log: Logger;
  },
): Promise<{ stop(): Promise<void> }> {
  const { binaries, cluster, account, port, settings, log } = engine;
  const flags = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(path.join(binaries, 'bin', 'postgres'), ['-D', cluster, '-p', String(port), ...flags], {
    ...account,
    cwd: '/',
    env: engineEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A session of its own: Ctrl-C in a terminal reaches us alone, and we end what uses Postgres before Postgres.
    detached: true,
  });
  const { pid } = server;
  const said: string[] = [];
  let stopping = false;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error('Postgres cannot be started.', { cause })));
    server.once('exit', (code) => {
      if (!stopping) log.error({ code, last: said.slice(-5) }, 'postgres ended');
      reject(new Error(`Postgres ended while starting (exit ${code}): ${said.slice(-5).join(' · ')}`));
    });
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((part) => part !== '')) {
        if (said.push(line) > 50) said.shift();
        if (line.includes('ready to accept connections')) resolve();
        else if (/ (ERROR|FATAL|PANIC): /.test(line)) log.debug({ line }, 'postgres said');
      }
    });
  });
  // Neither the server nor its log keeps this process alive.
  server.unref();
  if ('unref' in server.stderr && typeof server.stderr.unref === 'function') server.stderr.unref();
  if (pid === undefined) throw new Error('Postgres started without a process id.');
  // A process that ends without close() takes its server along.
  const atExit = (): void => signalPostmaster(pid, 'SIGINT');
  process.once('exit', atExit);
  server.once('exit', () => process.off('exit', atExit));
  return {
    stop: async () => {
      stopping = true;
      await stopPostmaster(pid);
      process.off('exit', atExit);
      server.stderr.destroy();
    },
  };
}
