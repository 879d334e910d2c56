import type { VintageScore } from '@wellhead/contracts';
import type pg from 'pg';
import { vintageOfRow, type ForecastRow, type Vintage } from './forecasts.js';
import { storableJson } from './text.js';

/** Which vintages: all that are open, or also settled ones whose horizon ended since a time, for corrections that came late. */
export type VintagesToScore = { readonly kind: 'open' } | { readonly kind: 'ended-since'; readonly sinceMs: number };

/** Where one page of vintages ended; the next begins after it. */
export type VintageKey = Pick<Vintage, 'measurement' | 'field' | 'asset' | 'model' | 'issuedAtMs'>;

/**
 * Vintages of catalogued signals to be judged at `nowMs`, by measurement, field, asset, model and time; at most `most` after a key. What was issued at that
 * time knows all that is known, and before its first step has passed nothing can have come: neither is told.
 */
export async function vintagesToScore(
  pool: pg.Pool,
  which: VintagesToScore,
  page: { readonly nowMs: number; readonly most: number; readonly after: VintageKey | undefined },
): Promise<readonly Vintage[]> {
  const { nowMs, most, after } = page;
  const chosen =
    which.kind === 'open'
      ? 'not s.settled and $8::double precision is null'
      : 's.horizon_end >= to_timestamp($8::double precision / 1000)';
  const { rows } = await pool.query<ForecastRow>(
    `select f.* from ops.vintage_scores s
     join ops.forecasts f using (asset, measurement, field, model, issued_at)
     join ops.signals g using (asset, measurement, field)
     where ${chosen} and s.issued_at < to_timestamp($1::double precision / 1000)
       and f.cutoff + f.step_ms * interval '1 millisecond' <= to_timestamp($1::double precision / 1000)
       and ($3::text is null or (s.measurement, s.field, s.asset, s.model, s.issued_at) > ($3, $4, $5, $6, to_timestamp($7::double precision / 1000)))
     order by s.measurement, s.field, s.asset, s.model, s.issued_at limit $2`,
    [
      nowMs,
      most,
      after?.measurement ?? null,
      after?.field ?? null,
      after?.asset ?? null,
      after?.model ?? null,
      after?.issuedAtMs ?? null,
      which.kind === 'open' ? null : which.sinceMs,
    ],
  );
  return rows.map(vintageOfRow);
}

/** What a judgement says; a row changes only with one of them. */
const FIGURES = [
  'settled',
  'n',
  'scale',
  'absolute_error',
  'error',
  'actual',
  'naive_absolute_error',
  'pinball',
  'hits_50',
  'hits_80',
  'hits_95',
  'interval_50',
  'interval_80',
  'interval_95',
  'first_error',
  'first_hit_80',
] as const;

/**
 * Keeps judgements of vintages that are there; how many changed. The same judgement again changes nothing; another one of a settled vintage
 * counts as a correction.
 */
export async function saveVintageScores(
  pool: pg.Pool | pg.ClientBase,
  scores: readonly VintageScore[],
  scoredAtMs: number,
): Promise<number> {
  if (scores.length === 0) return 0;
  const rows = scores.map((score) => ({
    asset: score.asset,
    measurement: score.measurement,
    field: score.field,
    model: score.model,
    issued_at: new Date(score.issuedAtMs).toISOString(),
    settled: score.settled,
    n: score.n,
    scale: score.scale,
    absolute_error: score.absoluteError,
    error: score.error,
    actual: score.actual,
    naive_absolute_error: score.naiveAbsoluteError,
    pinball: score.pinball,
    hits_50: score.hits[0],
    hits_80: score.hits[1],
    hits_95: score.hits[2],
    interval_50: score.intervalScores[0],
    interval_80: score.intervalScores[1],
    interval_95: score.intervalScores[2],
    first_error: score.firstError,
    first_hit_80: score.firstHit80,
  }));
  const { rowCount } = await pool.query(
    `update ops.vintage_scores s set ${FIGURES.map((column) => `${column} = n.${column}`).join(', ')},
       scored_at = case when n.n > 0 then to_timestamp($2::double precision / 1000) end,
       corrections = s.corrections + case when s.settled then 1 else 0 end
     from jsonb_populate_recordset(null::ops.vintage_scores, $1::jsonb) n
     where s.asset = n.asset and s.measurement = n.measurement and s.field = n.field and s.model = n.model
       and s.issued_at = n.issued_at
       and (${FIGURES.map((column) => `s.${column}`).join(', ')}) is distinct from (${FIGURES.map((column) => `n.${column}`).join(', ')})`,
    [storableJson(rows), scoredAtMs],
  );
  return rowCount ?? 0;
}
