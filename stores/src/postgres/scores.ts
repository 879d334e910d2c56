import type { Score } from '@wellhead/contracts';
import { scoreSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';

/** A back-test of one model on one signal. */
export interface SignalScore extends Score {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly scoredAtMs: number;
  readonly runId: string;
  /** True for the model that was published. */
  readonly champion: boolean;
}

interface ScoreRow extends Score {
  asset: string;
  measurement: string;
  field: string;
  scored_at: Date;
  run_id: string;
  champion: boolean;
}

/** Keeps back-tests; the same one again replaces itself. */
export async function saveScores(pool: pg.Pool | pg.ClientBase, scores: readonly SignalScore[]): Promise<void> {
  if (scores.length === 0) return;
  const column = (of: (score: SignalScore) => unknown): unknown[] => scores.map(of);
  await pool.query(
    `insert into ops.scores (asset, measurement, field, model, scored_at, run_id, mase, wape, pinball, origins, coverage, champion)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::float8[], $8::float8[],
       $9::float8[], $10::integer[], $11::jsonb[], $12::boolean[])
     on conflict (asset, measurement, field, model, scored_at) do update set
       run_id = excluded.run_id, mase = excluded.mase, wape = excluded.wape, pinball = excluded.pinball,
       origins = excluded.origins, coverage = excluded.coverage, champion = excluded.champion`,
    [
      column((one) => one.asset),
      column((one) => one.measurement),
      column((one) => one.field),
      column((one) => one.model),
      column((one) => new Date(one.scoredAtMs).toISOString()),
      column((one) => one.runId),
      column((one) => one.mase),
      column((one) => one.wape),
      column((one) => one.pinball),
      column((one) => one.origins),
      column((one) => JSON.stringify(one.coverage)),
      column((one) => one.champion),
    ],
  );
}

/** The newest back-test of each model on each signal; the published model of a signal first. */
export async function latestScores(pool: pg.Pool, filter: SignalFilter = {}): Promise<readonly SignalScore[]> {
  const { rows } = await pool.query<ScoreRow>(
    `select * from (
       select distinct on (asset, measurement, field, model) * from ops.scores s where ${signalCondition('s')}
       order by asset, measurement, field, model, scored_at desc
     ) newest order by asset, measurement, field, champion desc, model`,
    signalParameters(filter),
  );
  return rows.map(({ scored_at, run_id, asset, measurement, field, champion, ...score }) => ({
    ...scoreSchema.parse(score),
    asset,
    measurement,
    field,
    champion,
    scoredAtMs: scored_at.getTime(),
    runId: run_id,
  }));
}
