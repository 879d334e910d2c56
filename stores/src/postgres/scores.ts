import type { Score } from '@wellhead/contracts';
import { scoreSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';
import { storableJson } from './text.js';

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
  const rows = scores.map(({ scoredAtMs, runId, ...score }) => ({
    ...score,
    scored_at: new Date(scoredAtMs).toISOString(),
    run_id: runId,
  }));
  await pool.query(
    `insert into ops.scores select * from jsonb_populate_recordset(null::ops.scores, $1::jsonb)
     on conflict (asset, measurement, field, model, scored_at) do update set
       run_id = excluded.run_id, mase = excluded.mase, wape = excluded.wape, pinball = excluded.pinball,
       origins = excluded.origins, coverage = excluded.coverage, champion = excluded.champion`,
    [storableJson(rows)],
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
