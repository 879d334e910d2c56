import type { Forecast, Frame, QueryContext, QueryInput, Reading } from '@wellhead/contracts';
import { batchOf, MS_PER_DAY, nsFromMs, QUANTILES, querySchema, seriesOf } from '@wellhead/contracts';
import { installPack } from '../src/packs/install-pack.js';
import { saveForecasts } from '../src/postgres/forecasts.js';
import { openPool } from '../src/postgres/pool.js';
import type { QueryStores } from '../src/queries/query-stores.js';
import { runQuery } from '../src/queries/run-query.js';
import type { TelemetryStore } from '../src/telemetry/store.js';
import { openTestDatabase } from './database.js';
import { examplePack } from './example-pack.js';

/** 2026-03-01 12:00 UTC. */
export const NOW_MS = Date.UTC(2026, 2, 1, 12);

/** A telemetry store and a migrated database with the example pack, and short ways to fill and ask them. */
export interface QueryFixture {
  readonly stores: QueryStores;
  /** Readings of well-101, value by minutes before now. */
  write(
    field: string,
    values: Readonly<Record<number, number>>,
    tags?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** A vintage of esp.temperature issued so many minutes before now, hourly steps. Each quantile is the median plus ten times (q − 0.5). */
  issue(minutesAgo: number, medians: readonly number[], more?: Partial<Forecast>): Promise<void>;
  ask(query: QueryInput, context?: Partial<QueryContext>): Promise<Frame[]>;
  /** Empties the tables that tests fill, brings the pack's limits back and takes another telemetry store. */
  reset(telemetry: TelemetryStore): Promise<void>;
  close(): Promise<void>;
}

export async function openQueryFixture(telemetry: TelemetryStore): Promise<QueryFixture> {
  const database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
  const readOnlyPool = openPool(database.url, { readOnly: true, statementTimeoutMs: 10_000, max: 2 });
  let stores: QueryStores = { telemetry, pool: database.pool, readOnlyPool };
  return {
    get stores() {
      return stores;
    },
    write: async (field, values, tags = {}) => {
      const series = seriesOf('esp', { asset: 'well-101', ...tags }, field, 'float');
      const readings: Reading[] = Object.entries(values).map(([minutesAgo, value]) => ({
        series,
        timeNs: nsFromMs(NOW_MS - Number(minutesAgo) * 60_000),
        value,
      }));
      await stores.telemetry.write(batchOf(readings));
    },
    issue: (minutesAgo, medians, more = {}) => {
      const issuedAtMs = NOW_MS - minutesAgo * 60_000;
      const forecast: Forecast = {
        asset: 'well-101',
        measurement: 'esp',
        field: 'temperature',
        model: 'holt-winters@2',
        issuedAtMs,
        cutoffMs: issuedAtMs,
        stepMs: 3_600_000,
        mean: [...medians],
        quantiles: Object.fromEntries(
          QUANTILES.map((quantile) => [String(quantile), medians.map((median) => median + 10 * (quantile - 0.5))]),
        ),
        calibrated: true,
        origins: 80,
        runId: 'run',
        ...more,
      };
      return saveForecasts(database.pool, [forecast], { champion: true });
    },
    ask: (query, context = {}) =>
      runQuery(stores, querySchema.parse(query), {
        fromMs: NOW_MS - MS_PER_DAY,
        toMs: NOW_MS,
        nowMs: NOW_MS,
        intervalMs: 60_000,
        maxDataPoints: 1_000,
        fromAlert: false,
        ...context,
      }),
    reset: async (next) => {
      stores = { ...stores, telemetry: next };
      await database.pool.query(
        'truncate ops.forecasts, ops.decompositions, ops.vintage_scores, ops.breaches, ops.scores, ops.limits, ops.limit_history, ops.signals cascade',
      );
      await installPack(database.pool, examplePack);
    },
    close: async () => {
      await readOnlyPool.end();
      await database.close();
    },
  };
}

/** The values of a field by name, bigint as number, for comparing. */
export const valuesOf = (frame: Frame | undefined, name: string): unknown[] =>
  Array.from((frame?.fields.find((field) => field.name === name)?.values ?? []) as ArrayLike<unknown>, (value) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
