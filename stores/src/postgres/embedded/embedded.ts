import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { postgresAccount } from './account.js';
import { initialiseCluster, spawnPostmaster } from './engine.js';
import { readKept, superuserPassword } from './files.js';
import { takeOwnership } from './owner.js';
import { clusterFolder, makeClusterFolder, reachableBinaries } from './places.js';
import { choosePort } from './port.js';
import { runningPostmaster, stopPostmaster } from './postmaster.js';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its port and its password (0600). Kept between starts. */
  readonly dataDir: string;
  /** Loopback port; default: the one kept in the data folder, at first a free one. */
  readonly port?: number | undefined;
  /** Superuser password of a *new* cluster; default: random. The kept one wins. */
  readonly password?: string | undefined;
  /** Server settings, e.g. `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export interface EmbeddedPostgres {
  /** `postgres://wellhead:…@127.0.0.1:PORT/wellhead`, without TLS. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const USER = 'wellhead';
const DATABASE = 'wellhead';

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Where the Postgres of a data folder answers while another process runs it; undefined for a folder that never had one. */
export async function embeddedPostgresUrl(dataDir: string): Promise<string | undefined> {
  const folder = path.resolve(dataDir);
  const [port, password] = await Promise.all(['port', 'password'].map((name) => readKept(path.join(folder, name))));
  return port === undefined || password === undefined ? undefined : urlOf(password, Number(port), DATABASE);
}

/**
 * Starts a real Postgres from npm on a data folder: loopback only, scram passwords. A postmaster left behind by a killed parent is
 * taken over. As root it runs as the user `postgres`, with data and binaries moved where that user can reach them.
 * Throws one sentence that says what to do when the folder is in use, the port busy or the account missing.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = path.resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const release = await takeOwnership(dataDir);
  try {
    const account = await postgresAccount();
    const password = await superuserPassword(dataDir, options.password);
    const cluster = await clusterFolder(dataDir, account, log);

    const left = await runningPostmaster(cluster);
    if (left !== undefined) {
      // Stopped, not reused: a new postmaster is our child again, ends with us and has the settings of this version.
      log.info({ pid: left.pid }, 'orphan postgres stopped');
      await stopPostmaster(left.pid);
    }
    const binaries = await reachableBinaries(account, log);
    const initialised = await stat(path.join(cluster, 'PG_VERSION')).then(
      () => true,
      () => false,
    );
    if (!initialised) {
      // What an interrupted initdb left cannot be started and would make the next one refuse.
      await rm(cluster, { recursive: true, force: true });
      await makeClusterFolder(cluster, account);
      const durable = options.settings?.['fsync'] !== 'off';
      await initialiseCluster({ binaries, cluster, account, user: USER, password, durable });
    }
    const port = await choosePort(dataDir, options.port, log);
    const server = await spawnPostmaster({ binaries, cluster, account, port, settings: options.settings ?? {}, log });
    try {
      await ensureDatabase(urlOf(password, port, 'postgres'));
    } catch (error) {
      await server.stop();
      throw error;
    }
    log.info({ port, cluster }, 'postgres started');
    return {
      url: urlOf(password, port, DATABASE),
      port,
      close: async () => {
        await server.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Removes the cluster of a data folder wherever it lies, and stops a postmaster left on it: for `npm run reset`. */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  const folder = path.resolve(dataDir);
  const release = await takeOwnership(folder);
  const cluster = (await readKept(path.join(folder, 'cluster-path'))) ?? path.join(folder, 'cluster');
  const left = await runningPostmaster(cluster);
  if (left !== undefined) await stopPostmaster(left.pid);
  await rm(cluster, { recursive: true, force: true });
  await rm(`${cluster}.belongs-to`, { force: true });
  await release();
  await rm(folder, { recursive: true, force: true });
}
