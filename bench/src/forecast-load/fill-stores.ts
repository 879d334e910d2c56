import path from 'node:path';
import { batchOf, nsFromMs, packSchema, seriesOf, type Pack, type Reading } from '@wellhead/contracts';
import { installPack, migrateUp, openDuckDbStore, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';

const DAY_MS = 86_400_000;
const DAYS = 3 * 364;
export const NOW_MS = Date.UTC(2026, 0, 1, 12);

export const log = pino({ level: 'warn' }, pino.destination(2));
export const postgresOf = (folder: string) => ({ dataDir: path.join(folder, 'postgres'), password: 'bench', log });
export const duckDbOf = (folder: string): string => path.join(folder, 'telemetry.duckdb');

/** A pack of that many daily signals with a horizon of four weeks, and three years of their readings: a week's pattern, a trend, noise by a fixed rule. */
export async function fillStores(folder: string, series: number): Promise<void> {
  const names = Array.from({ length: series }, (_, at) => `store-${at}`);
  const pack: Pack = {
    manifest: packSchema.parse({
      name: 'load',
      title: 'Load',
      describes: 'Series for a bench.',
      assets: names.map((id) => ({ id, kind: 'store', title: id })),
      signals: names.map((asset) => ({
        asset,
        measurement: 'sales',
        field: 'amount',
        title: asset,
        intervalMs: DAY_MS,
        seasonSteps: 7,
        horizonSteps: 28,
        nonNegative: true,
      })),
    }),
    sql: {},
    migrations: [],
  };
  const postgres = await startEmbeddedPostgres(postgresOf(folder));
  const pool = openPool(postgres.url);
  const telemetry = await openDuckDbStore({ file: duckDbOf(folder), log });
  try {
    await migrateUp(pool, [pack]);
    await installPack(pool, pack);
    const firstMs = Math.floor(NOW_MS / DAY_MS) * DAY_MS - DAYS * DAY_MS;
    for (const [at, asset] of names.entries()) {
      const own = seriesOf('sales', { asset }, 'amount', 'float');
      const readings = Array.from({ length: DAYS }, (_, day): Reading => {
        const noise = ((day * 7_919 + at * 104_729) % 1_000) / 1_000;
        const value = 100 + at * 0.1 + 0.02 * day + 30 * Math.sin(((day % 7) + at) * 0.9) + 25 * noise;
        return { series: own, timeNs: nsFromMs(firstMs + day * DAY_MS), value };
      });
      await telemetry.write(batchOf(readings));
    }
  } finally {
    await telemetry.close();
    await pool.end();
    await postgres.close();
  }
}
