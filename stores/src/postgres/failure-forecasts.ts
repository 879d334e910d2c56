import type { FailureWatch, RecordType } from '@wellhead/contracts';
import type pg from 'pg';
import { quoteIdentifier, quoteTable } from './identifiers.js';
import { storableJson } from './text.js';

/** A failure from the repair records, times in ms; `runsAgainMs` null = the machine still stands. */
export interface RecordedFailure {
  readonly asset: string;
  readonly failedMs: number;
  readonly runsAgainMs: number | null;
}

/** Failures of a watch before a time, by asset and time. */
export async function recordedFailures(
  pool: pg.Pool,
  { table }: Pick<RecordType, 'table'>,
  watch: FailureWatch,
  beforeMs: number,
): Promise<readonly RecordedFailure[]> {
  const [asset, failed, again, kind] = [
    watch.assetColumn,
    watch.failedAtColumn,
    watch.runsAgainAtColumn,
    watch.kindColumn,
  ].map(quoteIdentifier);
  const { rows } = await pool.query<{ asset: string; failed: Date; again: Date | null }>(
    `select ${asset} as asset, ${failed} as failed,
       case when ${again} < to_timestamp($2::double precision / 1000) then ${again} end as again
     from ${quoteTable(table)}
     where ${kind} = any($1) and ${failed} < to_timestamp($2::double precision / 1000) order by 1, 2`,
    [watch.failureKinds, beforeMs],
  );
  return rows.map((row) => ({
    asset: row.asset,
    failedMs: row.failed.getTime(),
    runsAgainMs: row.again?.getTime() ?? null,
  }));
}

/** Probability of a failure as of the end of a day. */
export interface FailureForecast {
  readonly pack: string;
  readonly watch: string;
  readonly asset: string;
  readonly withinDays: number;
  /** Start of the day, UTC. */
  readonly dayMs: number;
  readonly issuedAtMs: number;
  readonly model: string;
  readonly probability: number;
  readonly threshold: number;
  readonly loudest: readonly { readonly signal: string; readonly logOdds: number }[];
  readonly runId: string;
}

const wordsOf = ({ loudest }: Pick<FailureForecast, 'loudest'>): string =>
  loudest.map(({ signal, logOdds }) => `${signal} (+${logOdds.toFixed(1)})`).join(', ');

/** Keeps forecasts of failures; the same machine, horizon and day again is replaced. */
export async function saveFailureForecasts(pool: pg.Pool, forecasts: readonly FailureForecast[]): Promise<void> {
  if (forecasts.length === 0) return;
  const rows = forecasts.map((one) => ({
    pack: one.pack,
    watch: one.watch,
    asset: one.asset,
    within_days: one.withinDays,
    day: new Date(one.dayMs).toISOString().slice(0, 10),
    issued_at: new Date(one.issuedAtMs),
    model: one.model,
    probability: one.probability,
    threshold: one.threshold,
    warns: one.probability >= one.threshold,
    loudest: one.loudest,
    loudest_words: wordsOf(one),
    run_id: one.runId,
  }));
  await pool.query(
    `insert into ops.failure_forecasts select * from jsonb_populate_recordset(null::ops.failure_forecasts, $1::jsonb)
     on conflict (watch, asset, within_days, day) do update set
       pack = excluded.pack, issued_at = excluded.issued_at, model = excluded.model, probability = excluded.probability,
       threshold = excluded.threshold, warns = excluded.warns, loudest = excluded.loudest,
       loudest_words = excluded.loudest_words, run_id = excluded.run_id`,
    [storableJson(rows)],
  );
}

export interface NewestFailureForecast {
  readonly asset: string;
  readonly withinDays: number;
  readonly dayMs: number;
  readonly probability: number;
  readonly threshold: number;
  readonly warns: boolean;
  readonly loudestWords: string;
  readonly model: string;
}

/**
 * A machine whose newest forecast is older than the newest of its watch by so many days is asked no more: its pump has failed and stands, or is new and
 * not known yet. A warning of the pump before says nothing of it.
 */
const ASKED_DAYS = 3;

/** The newest forecast of each machine and horizon that is still asked, the most likely failure first. */
export async function newestFailureForecasts(pool: pg.Pool, limit: number): Promise<readonly NewestFailureForecast[]> {
  const { rows } = await pool.query<{
    asset: string;
    within_days: number;
    day_ms: number;
    probability: number;
    threshold: number;
    warns: boolean;
    loudest_words: string;
    model: string;
  }>(
    `select * from (
       select distinct on (watch, asset, within_days) asset, within_days, probability, threshold, warns, loudest_words, model,
         (extract(epoch from day) * 1000)::double precision as day_ms
       from ops.failure_forecasts join (select watch, max(day) as newest_day from ops.failure_forecasts group by watch) asked using (watch)
       where day > newest_day - $2::int order by watch, asset, within_days, day desc
     ) newest order by probability desc, asset, within_days limit $1`,
    [limit, ASKED_DAYS],
  );
  return rows.map((row) => ({
    asset: row.asset,
    withinDays: row.within_days,
    dayMs: row.day_ms,
    probability: row.probability,
    threshold: row.threshold,
    warns: row.warns,
    loudestWords: row.loudest_words,
    model: row.model,
  }));
}
