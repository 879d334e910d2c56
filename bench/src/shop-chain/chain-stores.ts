import path from 'node:path';
import { installPack, migrateUp, openDuckDbStore, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import { shopPack, writeSales, type ShopChain } from './shop-chain.js';

export const log = pino({ level: 'warn' }, pino.destination(2));
export const postgresOf = (folder: string) => ({ dataDir: path.join(folder, 'postgres'), password: 'bench', log });
export const duckDbOf = (folder: string): string => path.join(folder, 'telemetry.duckdb');

/** Makes stores in the folder: the chain's signals in Postgres, its sales in DuckDB, laid out as a store lays out what it took before. */
export async function fillStores(folder: string, chain: ShopChain): Promise<void> {
  const pack = shopPack(chain);
  const postgres = await startEmbeddedPostgres(postgresOf(folder));
  const pool = openPool(postgres.url);
  const telemetry = await openDuckDbStore({ file: duckDbOf(folder), log });
  try {
    await migrateUp(pool, [pack]);
    await installPack(pool, pack);
    await writeSales(telemetry, chain);
    await telemetry.compact();
  } finally {
    await telemetry.close();
    await pool.end();
    await postgres.close();
  }
}
