import type { Decomposition } from '@wellhead/contracts';
import { decompositionSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';

/** Keeps the newest decomposition of each signal; an older one changes nothing. */
export async function saveDecompositions(
  pool: pg.Pool | pg.ClientBase,
  decompositions: readonly Decomposition[],
): Promise<void> {
  if (decompositions.length === 0) return;
  const column = (of: (one: Decomposition) => unknown): unknown[] => decompositions.map(of);
  // As text: an array of arrays of unequal length is none for Postgres.
  const numbers = (of: (one: Decomposition) => readonly (number | null)[]): unknown[] =>
    column((one) => `{${of(one).map(shortNumber).join()}}`);
  await pool.query(
    `insert into ops.decompositions
       (asset, measurement, field, model, issued_at, cutoff, step_ms, trend, season, remainder, run_id)
     select asset, measurement, field, model, issued_at, cutoff, step_ms, trend::real[], season::real[], remainder::real[], run_id
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[],
                 $8::text[], $9::text[], $10::text[], $11::text[])
       as made (asset, measurement, field, model, issued_at, cutoff, step_ms, trend, season, remainder, run_id)
     on conflict (asset, measurement, field) do update set
       model = excluded.model, issued_at = excluded.issued_at, cutoff = excluded.cutoff, step_ms = excluded.step_ms,
       trend = excluded.trend, season = excluded.season, remainder = excluded.remainder, run_id = excluded.run_id
     where excluded.issued_at >= ops.decompositions.issued_at`,
    [
      column((one) => one.asset),
      column((one) => one.measurement),
      column((one) => one.field),
      column((one) => one.model),
      column((one) => new Date(one.issuedAtMs).toISOString()),
      column((one) => new Date(one.cutoffMs).toISOString()),
      column((one) => one.stepMs),
      numbers((one) => one.trend),
      numbers((one) => one.season),
      numbers((one) => one.remainder),
      column((one) => one.runId),
    ],
  );
}

/** As many digits as a `real` keeps. */
const shortNumber = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? 'NULL' : String(Number(value.toPrecision(7)));

interface DecompositionRow {
  asset: string;
  measurement: string;
  field: string;
  model: string;
  issued_at: Date;
  cutoff: Date;
  step_ms: string;
  trend: number[];
  season: number[];
  remainder: (number | null)[];
  run_id: string;
}

/** The newest decomposition of each selected signal. */
export async function latestDecompositions(
  pool: pg.Pool,
  filter: SignalFilter = {},
): Promise<readonly Decomposition[]> {
  const { rows } = await pool.query<DecompositionRow>(
    `select * from ops.decompositions d where ${signalCondition('d')} order by asset, measurement, field`,
    signalParameters(filter),
  );
  return rows.map(({ issued_at, cutoff, step_ms, run_id, ...row }) =>
    decompositionSchema.parse({
      ...row,
      issuedAtMs: issued_at.getTime(),
      cutoffMs: cutoff.getTime(),
      stepMs: Number(step_ms),
      runId: run_id,
    }),
  );
}
