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

/** A back-test as it is read. */
export interface KnownScore extends SignalScore {
  /** Whether the intervals that were published with it are; null: it was scored without intervals. */
  readonly calibrated: boolean | null;
}

interface ScoreRow extends Score {
  asset: string;
  measurement: string;
  field: string;
  scored_at: Date;
  run_id: string;
  champion: boolean;
  calibrated: boolean | null;
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
export async function latestScores(pool: pg.Pool, filter: SignalFilter = {}): Promise<readonly KnownScore[]> {
  const { rows } = await pool.query<ScoreRow>(
    `select newest.*, f.calibrated from (
       select distinct on (asset, measurement, field, model) * from ops.scores s where ${signalCondition('s')}
       order by asset, measurement, field, model, scored_at desc
     ) newest left join ops.forecasts f
       on (f.asset, f.measurement, f.field, f.model, f.issued_at) = (newest.asset, newest.measurement, newest.field, newest.model, newest.scored_at)
     order by newest.asset, newest.measurement, newest.field, newest.champion desc, newest.model`,
    signalParameters(filter),
  );
  return rows.map(({ scored_at, run_id, asset, measurement, field, champion, calibrated, ...score }) => ({
    ...scoreSchema.parse(score),
    asset,
    measurement,
    field,
    champion,
    calibrated,
    scoredAtMs: scored_at.getTime(),
    runId: run_id,
  }));
}
