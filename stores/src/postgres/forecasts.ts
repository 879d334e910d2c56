import type { Forecast } from '@wellhead/contracts';
import { QUANTILES } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';
import { binaryArray } from './binary-arrays.js';

/** A forecast as it was issued, and whether its model was the one published then. */
export type Vintage = Forecast & { readonly champion: boolean };

/** A forecast to be kept: its numbers may be any array. */
export type ForecastToSave = Omit<Forecast, 'mean' | 'quantiles'> & {
  readonly mean: ArrayLike<number>;
  readonly quantiles: Readonly<Record<string, ArrayLike<number>>>;
};

const COLUMNS = ['q0025', 'q10', 'q25', 'q50', 'q75', 'q90', 'q975'] as const;
/** The mean and each quantile. */
const ARRAYS = COLUMNS.length + 1;
type QuantileColumn = (typeof COLUMNS)[number];

export interface ForecastRow extends Record<QuantileColumn, number[]> {
  asset: string;
  measurement: string;
  field: string;
  model: string;
  issued_at: Date;
  cutoff: Date;
  step_ms: string;
  mean: number[];
  calibrated: boolean;
  origins: number;
  run_id: string;
  champion: boolean;
}

export const vintageOfRow = (row: ForecastRow): Vintage => ({
  asset: row.asset,
  measurement: row.measurement,
  field: row.field,
  model: row.model,
  issuedAtMs: row.issued_at.getTime(),
  cutoffMs: row.cutoff.getTime(),
  stepMs: Number(row.step_ms),
  mean: row.mean,
  quantiles: Object.fromEntries(QUANTILES.map((quantile, at) => [String(quantile), row[COLUMNS[at] ?? 'q50']])),
  calibrated: row.calibrated,
  origins: row.origins,
  runId: row.run_id,
  champion: row.champion,
});

/**
 * Keeps vintages, one row a (signal, model, issued at); the same one again replaces itself. `champion` marks the published model:
 * a yes for all, or asked of each forecast; a model published at the same instant before is no champion any more. Each is open in `ops.vintage_scores` from then on, to be judged by what comes.
 */
export async function saveForecasts<Saved extends ForecastToSave>(
  pool: pg.Pool | pg.ClientBase,
  forecasts: readonly Saved[],
  options: { readonly champion: boolean | ((forecast: Saved) => boolean) },
): Promise<void> {
  if (forecasts.length === 0) return;
  const { champion } = options;
  const column = (of: (forecast: Saved) => unknown): unknown[] => forecasts.map(of);
  const arrays = forecasts.flatMap(({ mean, quantiles }) => [
    mean,
    ...COLUMNS.map((_, at) => quantiles[String(QUANTILES[at])] ?? []),
  ]);
  // Where each array begins, and where the one after the last would.
  const bounds = [1];
  for (const { length } of arrays) bounds.push((bounds.at(-1) as number) + length);
  const slice = (at: number): string => {
    const bound = `(row - 1) * ${ARRAYS} + ${at + 1}`;
    return `numbers[bounds[${bound}] : bounds[${bound} + 1] - 1]`;
  };
  await pool.query(
    `with incoming as materialized (
       select asset, measurement, field, model, issued_at, cutoff, step_ms, steps, ${slice(0)} as mean,
         ${COLUMNS.map((name, at) => `${slice(at + 1)} as ${name}`).join(', ')}, calibrated, origins, run_id, champion
       from (select $1::float8[] as numbers, $9::integer[] as bounds) as packed, unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
         $7::timestamptz[], $8::bigint[], $10::integer[], $11::boolean[], $12::integer[], $13::text[], $14::boolean[]) with ordinality
         as made (asset, measurement, field, model, issued_at, cutoff, step_ms, steps, calibrated, origins, run_id, champion, row)),
     dethroned as (
     update ops.forecasts old set champion = false from incoming new
     where new.champion and old.champion and old.model <> new.model
       and (old.asset, old.measurement, old.field, old.issued_at) = (new.asset, new.measurement, new.field, new.issued_at)
       and not exists (select from incoming same
         where (same.asset, same.measurement, same.field, same.model, same.issued_at) =
               (old.asset, old.measurement, old.field, old.model, old.issued_at))
     returning old.asset, old.measurement, old.field, old.model, old.issued_at),
     judged as (
     update ops.vintage_scores score set champion = false from dethroned gone
     where (score.asset, score.measurement, score.field, score.model, score.issued_at) =
           (gone.asset, gone.measurement, gone.field, gone.model, gone.issued_at)),
     saved as (
     insert into ops.forecasts select * from incoming
     on conflict (asset, measurement, field, model, issued_at) do update set
       cutoff = excluded.cutoff, step_ms = excluded.step_ms, steps = excluded.steps, mean = excluded.mean,
       ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
       calibrated = excluded.calibrated, origins = excluded.origins, run_id = excluded.run_id, champion = excluded.champion
     returning asset, measurement, field, model, issued_at, champion, cutoff, cutoff + step_ms * steps * interval '1 millisecond' as horizon_end, calibrated)
     insert into ops.vintage_scores (asset, measurement, field, model, issued_at, champion, cutoff, horizon_end, calibrated) select * from saved
     on conflict (asset, measurement, field, model, issued_at) do update set
       champion = excluded.champion, cutoff = excluded.cutoff, horizon_end = excluded.horizon_end, calibrated = excluded.calibrated, settled = false`,
    [
      binaryArray('float8', arrays),
      column((one) => one.asset),
      column((one) => one.measurement),
      column((one) => one.field),
      column((one) => one.model),
      column((one) => new Date(one.issuedAtMs).toISOString()),
      column((one) => new Date(one.cutoffMs).toISOString()),
      column((one) => one.stepMs),
      bounds,
      column((one) => one.mean.length),
      column((one) => one.calibrated),
      column((one) => one.origins),
      column((one) => one.runId),
      column((one) => (typeof champion === 'boolean' ? champion : champion(one))),
    ],
  );
}

export interface VintageFilter extends SignalFilter {
  /** A model by `name` or `name@version`; default: whichever was published. */
  readonly model?: string | undefined;
  /** Only what was issued at or before this time. */
  readonly believedAtMs?: number | undefined;
  /** How many of the newest vintages of each signal; default 1. */
  readonly vintages?: number | undefined;
}

/** The newest vintages of each catalogued signal that matches, by signal and then the newest first. */
export async function forecastVintages(pool: pg.Pool, filter: VintageFilter = {}): Promise<readonly Vintage[]> {
  const { rows } = await pool.query<ForecastRow>(
    // One look into the index a signal: cost does not grow with the number of vintages kept.
    `select v.* from ops.signals s cross join lateral (
       select * from ops.forecasts f
       where f.asset = s.asset and f.measurement = s.measurement and f.field = s.field
         and ${filter.model === undefined ? 'f.champion and $3::text is null' : "(f.model = $3 or split_part(f.model, '@', 1) = $3)"}
         and ($4::double precision is null or f.issued_at <= to_timestamp($4 / 1000))
       order by f.issued_at desc limit $5
     ) v
     where ${signalCondition('s')}
     order by v.asset, v.measurement, v.field, v.issued_at desc`,
    [...signalParameters(filter), filter.model ?? null, filter.believedAtMs ?? null, filter.vintages ?? 1],
  );
  return rows.map(vintageOfRow);
}
