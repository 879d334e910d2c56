import type { Decomposition } from '@wellhead/contracts';
import { decompositionSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { binaryArray } from './binary-arrays.js';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';

/** A decomposition to be kept: its numbers may be any array, NaN = no reading. */
export type DecompositionToSave = Omit<Decomposition, 'trend' | 'season' | 'remainder'> & {
  readonly trend: ArrayLike<number>;
  readonly season: ArrayLike<number>;
  readonly remainder: ArrayLike<number | null>;
};

/** Keeps the newest decomposition of each signal; an older one changes nothing. */
export async function saveDecompositions(
  pool: pg.Pool | pg.ClientBase,
  decompositions: readonly DecompositionToSave[],
): Promise<void> {
  if (decompositions.length === 0) return;
  const column = (of: (one: DecompositionToSave) => unknown): unknown[] => decompositions.map(of);
  let from = 1;
  const arraysFrom = decompositions.map(({ trend }) => (from += trend.length * 3) - trend.length * 3);
  const slice = (at: number): string => `numbers[numbers_from + ${at} * steps : numbers_from + ${at + 1} * steps - 1]`;
  await pool.query(
    `insert into ops.decompositions
       (asset, measurement, field, model, issued_at, cutoff, step_ms, trend, season, remainder, run_id)
     select asset, measurement, field, model, issued_at, cutoff, step_ms, ${slice(0)}, ${slice(1)},
       array_replace(${slice(2)}, 'NaN'::real, null), run_id
     from (select $1::real[] as numbers) as packed, unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
       $7::timestamptz[], $8::bigint[], $9::integer[], $10::integer[], $11::text[])
       as made (asset, measurement, field, model, issued_at, cutoff, step_ms, steps, numbers_from, run_id)
     on conflict (asset, measurement, field) do update set
       model = excluded.model, issued_at = excluded.issued_at, cutoff = excluded.cutoff, step_ms = excluded.step_ms,
       trend = excluded.trend, season = excluded.season, remainder = excluded.remainder, run_id = excluded.run_id
     where excluded.issued_at >= ops.decompositions.issued_at`,
    [
      binaryArray(
        'float4',
        decompositions.flatMap(({ trend, season, remainder }) => [trend, season, withoutNulls(remainder)]),
      ),
      column((one) => one.asset),
      column((one) => one.measurement),
      column((one) => one.field),
      column((one) => one.model),
      column((one) => new Date(one.issuedAtMs).toISOString()),
      column((one) => new Date(one.cutoffMs).toISOString()),
      column((one) => one.stepMs),
      column((one) => one.trend.length),
      arraysFrom,
      column((one) => one.runId),
    ],
  );
}

const withoutNulls = (values: ArrayLike<number | null>): ArrayLike<number> =>
  values instanceof Float64Array ? values : Array.from(values, (value) => value ?? Number.NaN);

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
