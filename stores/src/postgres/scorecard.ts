import { MS_PER_DAY, type ScorecardMetric } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';

/** What is rolled up together: one signal and model; one model over all signals; the published forecasts of all signals. */
export type ScorecardGrouping = 'signal' | 'model' | 'all';

export interface ScorecardFilter extends SignalFilter {
  readonly by: ScorecardGrouping;
  /** Vintages issued on the days (UTC) of the window, the last of which `untilMs` is in. */
  readonly untilMs: number;
  readonly windowDays: number;
}

/** Rolling figures of one group. A name that the grouping does not tell is empty. */
export interface ScorecardRow {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly model: string;
  /** Whether this model is the one published now. */
  readonly champion: boolean;
  readonly vintages: number;
  /** Vintages of these whose interval was uncalibrated. */
  readonly uncalibrated: number;
  /** Pairs of step and reading. */
  readonly n: number;
  readonly newestMs: number;
  readonly metrics: Readonly<Record<ScorecardMetric, number | null>>;
  readonly first: FirstSteps;
}

/** The first steps of the vintages: bias and coverage drift are told by them. */
export interface FirstSteps {
  readonly n: number;
  readonly meanError: number;
  readonly deviation: number;
  readonly meanAbsolute: number;
  readonly hits80: number;
}

/**
 * Sums by name, from one row a vintage. What rolls over several units or scales (MASE, skill) is divided by the scale of each vintage first.
 */
const SUMS = {
  vintages: '1',
  uncalibrated: 'case when not calibrated then 1 end',
  n: 'n',
  scaled_n: 'case when scale > 0 then n end',
  scaled_error: 'absolute_error / nullif(scale, 0)',
  compared_error: 'case when naive_absolute_error is not null then absolute_error / nullif(scale, 0) end',
  compared_naive: 'naive_absolute_error / nullif(scale, 0)',
  absolute_error: 'absolute_error',
  error: 'error',
  actual: 'actual',
  pinball: 'pinball',
  hits_50: 'hits_50',
  hits_80: 'hits_80',
  hits_95: 'hits_95',
  interval_50: 'interval_50',
  interval_80: 'interval_80',
  interval_95: 'interval_95',
  first_n: 'case when first_error is not null then 1 end',
  first_error: 'first_error',
  first_square: 'first_error * first_error',
  first_absolute: 'abs(first_error)',
  first_hits: 'case when first_hit_80 then 1 end',
} as const;
type Sums = Record<keyof typeof SUMS, number>;
const NAMES = Object.keys(SUMS) as (keyof typeof SUMS)[];

const KEYS: Record<ScorecardGrouping, readonly string[]> = {
  signal: ['asset', 'measurement', 'field', 'model'],
  model: ['model'],
  all: [],
};
const ALL_KEYS = ['asset', 'measurement', 'field', 'model'];

/** Columns of the names, empty text where the grouping does not tell them. */
const keyColumns = (by: ScorecardGrouping): string =>
  ALL_KEYS.map((key) => (KEYS[by].includes(key) ? key : `''::text as ${key}`)).join(', ');

/** Vintages that met readings, of the filter, from $3 to $4, both in, ms. Rolled up over signals, only what was published counts; by model, all. */
const judged = (by: ScorecardGrouping): string =>
  `from ops.vintage_scores s where ${signalCondition('s')} and s.n > 0 ${by === 'all' ? 'and s.champion' : ''}
   and s.issued_at >= to_timestamp($3::double precision / 1000) and s.issued_at <= to_timestamp($4::double precision / 1000)`;

interface ScorecardSqlRow extends Record<keyof Sums, number | null> {
  asset: string;
  measurement: string;
  field: string;
  model: string;
  champion: boolean;
  newest: Date;
}

/** Start of the first day of the window whose last day this instant is in. */
const windowStart = (lastMs: number, days: number): number =>
  (Math.floor(lastMs / MS_PER_DAY) - (days - 1)) * MS_PER_DAY;

/** Figures over the window, one row a group; of a signal the published model first. */
export async function scorecard(pool: pg.Pool, filter: ScorecardFilter): Promise<readonly ScorecardRow[]> {
  const { by, untilMs, windowDays } = filter;
  const groups = KEYS[by].length > 0 ? `group by ${KEYS[by].join(', ')}` : 'having count(*) > 0';
  const { rows } = await pool.query<ScorecardSqlRow>(
    `select ${keyColumns(by)}, (array_agg(champion order by issued_at desc))[1] as champion, max(issued_at) as newest,
       ${NAMES.map((name) => `sum(${SUMS[name]})::double precision as ${name}`).join(', ')}
     ${judged(by)} ${groups}
     order by asset, measurement, field, champion desc, model`,
    [...signalParameters(filter), windowStart(untilMs, windowDays), untilMs],
  );
  return rows.map(rowOf);
}

/** The same figures as they were at the end of each day from `fromMs` on that had a vintage, each over its own window. */
export async function scorecardHistory(
  pool: pg.Pool,
  filter: ScorecardFilter & { readonly fromMs: number },
): Promise<readonly ScorecardRow[]> {
  const { by, fromMs, untilMs, windowDays } = filter;
  const partition = KEYS[by].length > 0 ? `partition by ${KEYS[by].join(', ')}` : '';
  const { rows } = await pool.query<ScorecardSqlRow>(
    `with days as (
       select ${keyColumns(by)}, date_trunc('day', issued_at, 'UTC') as day, bool_or(champion) as champion, max(issued_at) as newest,
         ${NAMES.map((name) => `sum(${SUMS[name]})::double precision as ${name}`).join(', ')}
       ${judged(by)} group by ${[...KEYS[by], `date_trunc('day', issued_at, 'UTC')`].join(', ')}
     ), rolled as (
       select asset, measurement, field, model, champion, newest,
         ${NAMES.map((name) => `sum(${name}) over lately as ${name}`).join(', ')}
       from days window lately as (${partition} order by day range between $5::double precision * interval '1 day' preceding and current row)
     )
     select * from rolled where newest >= to_timestamp($6::double precision / 1000) order by asset, measurement, field, model, newest`,
    [...signalParameters(filter), windowStart(fromMs, windowDays), untilMs, windowDays - 1, fromMs],
  );
  return rows.map(rowOf);
}

function rowOf(row: ScorecardSqlRow): ScorecardRow {
  const sums = Object.fromEntries(NAMES.map((name) => [name, Number(row[name] ?? 0)])) as Sums;
  const firstMean = sums.first_n > 0 ? sums.first_error / sums.first_n : 0;
  const spread = sums.first_n > 1 ? (sums.first_square - sums.first_n * firstMean ** 2) / (sums.first_n - 1) : 0;
  return {
    asset: row.asset,
    measurement: row.measurement,
    field: row.field,
    model: row.model,
    champion: row.champion,
    vintages: sums.vintages,
    uncalibrated: sums.uncalibrated,
    n: sums.n,
    newestMs: row.newest.getTime(),
    metrics: metricsOf(sums),
    first: {
      n: sums.first_n,
      meanError: firstMean,
      deviation: Math.sqrt(Math.max(0, spread)),
      meanAbsolute: sums.first_n > 0 ? sums.first_absolute / sums.first_n : 0,
      hits80: sums.first_hits,
    },
  };
}

const ratio = (top: number, bottom: number): number | null => (bottom > 0 ? top / bottom : null);

function metricsOf(sums: Sums): ScorecardRow['metrics'] {
  const beside = ratio(sums.compared_error, sums.compared_naive);
  return {
    mase: ratio(sums.scaled_error, sums.scaled_n),
    wape: ratio(sums.absolute_error, sums.actual),
    skill: beside === null ? null : 1 - beside,
    bias: ratio(sums.error, sums.n),
    pinball: ratio(sums.pinball, sums.n),
    'coverage-50': ratio(sums.hits_50, sums.n),
    'coverage-80': ratio(sums.hits_80, sums.n),
    'coverage-95': ratio(sums.hits_95, sums.n),
    'interval-score-50': ratio(sums.interval_50, sums.n),
    'interval-score-80': ratio(sums.interval_80, sums.n),
    'interval-score-95': ratio(sums.interval_95, sums.n),
  };
}
