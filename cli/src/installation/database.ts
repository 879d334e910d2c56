import path from 'node:path';
import { dataFolderHolder, openDataFolder } from '@wellhead/standalone/data-folder';
import { embeddedPostgresUrl, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import type pg from 'pg';
import { pino } from 'pino';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf } from '../failure.js';
import type { Settings } from '../settings.js';

export const silentLog = pino({ level: 'silent' });

export interface Database {
  readonly pool: pg.Pool;
  readonly url: string;
}

/**
 * Runs work on the installation's Postgres: the one of DATABASE_URL; else the embedded one, through the process that runs it or, when
 * none does, started here for as long as the work takes, with the data folder locked.
 */
export async function withDatabase<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  if (settings.DATABASE_URL !== undefined)
    return withPool(settings.DATABASE_URL, 'Check DATABASE_URL and that it runs.', work);
  const dataDir = path.resolve(settings.WELLHEAD_DATA_DIR);
  const postgresDir = path.join(dataDir, 'postgres');
  const url = await embeddedPostgresUrl(postgresDir);
  if (url === undefined)
    throw new CommandFailure(
      `${dataDir} holds no Postgres yet: start Wellhead once (npm start), or set WELLHEAD_DATA_DIR or DATABASE_URL.`,
    );
  const holder = await dataFolderHolder(dataDir);
  if (holder !== undefined)
    return withPool(url, `Process ${holder} runs it: is it starting or stopping? Try again in a moment.`, work);
  const folder = await openDataFolder(dataDir);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: postgresDir, log: silentLog }).catch((error: unknown) => {
      throw new CommandFailure(reasonOf(error), EXIT.failed, { cause: error });
    });
    try {
      return await withPool(postgres.url, 'It was started for this command.', work);
    } finally {
      await postgres.close();
    }
  } finally {
    await folder.close();
  }
}

async function withPool<T>(url: string, advice: string, work: (database: Database) => Promise<T>): Promise<T> {
  const pool = openPool(url, { max: 4 });
  try {
    await pool.query('select 1').catch((error: unknown) => {
      throw new CommandFailure(
        `Postgres at ${new URL(url).host} cannot be reached: ${reasonOf(error)}. ${advice}`,
        EXIT.unreachable,
        { cause: error },
      );
    });
    return await work({ pool, url });
  } finally {
    await pool.end();
  }
}
