import type { Breach, LimitKind, ScoredBreach } from '@wellhead/contracts';
import type pg from 'pg';
import { signalCondition, signalParameters, type SignalFilter } from './signal-filter.js';
import { storableJson } from './text.js';

interface BreachRow {
  asset: string;
  measurement: string;
  field: string;
  limit_kind: LimitKind;
  limit_value: number;
  model: string;
  issued_at: Date;
  cutoff: Date;
  horizon_end: Date;
  probability: number;
  raw_probability: number;
  p10_at: Date | null;
  p50_at: Date | null;
  p90_at: Date | null;
  skill: number | null;
  judged: number;
  events: number;
  grounds: Breach['grounds'];
  shown: boolean;
  run_id: string;
  outcome: ScoredBreach['outcome'];
  came_at: Date | null;
  calibrated: boolean | null;
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const msOf = (date: Date | null): number | null => date?.getTime() ?? null;

const breachOf = (row: BreachRow): ScoredBreach => ({
  asset: row.asset,
  measurement: row.measurement,
  field: row.field,
  limit: row.limit_kind,
  limitValue: row.limit_value,
  model: row.model,
  issuedAtMs: row.issued_at.getTime(),
  cutoffMs: row.cutoff.getTime(),
  horizonEndMs: row.horizon_end.getTime(),
  probability: row.probability,
  rawProbability: row.raw_probability,
  p10Ms: msOf(row.p10_at),
  p50Ms: msOf(row.p50_at),
  p90Ms: msOf(row.p90_at),
  skill: row.skill,
  judged: row.judged,
  events: row.events,
  grounds: row.grounds,
  shown: row.shown,
  runId: row.run_id,
  outcome: row.outcome,
  cameAtMs: msOf(row.came_at),
  calibrated: row.calibrated,
});

/** Keeps predicted breaches, one a limit and vintage; the same one again replaces itself, and its outcome is open again. */
export async function saveBreaches(pool: pg.Pool | pg.ClientBase, breaches: readonly Breach[]): Promise<void> {
  if (breaches.length === 0) return;
  const rows = breaches.map((breach) => ({
    asset: breach.asset,
    measurement: breach.measurement,
    field: breach.field,
    limit_kind: breach.limit,
    limit_value: breach.limitValue,
    model: breach.model,
    issued_at: iso(breach.issuedAtMs),
    cutoff: iso(breach.cutoffMs),
    horizon_end: iso(breach.horizonEndMs),
    probability: breach.probability,
    raw_probability: breach.rawProbability,
    p10_at: iso(breach.p10Ms),
    p50_at: iso(breach.p50Ms),
    p90_at: iso(breach.p90Ms),
    skill: breach.skill,
    judged: breach.judged,
    events: breach.events,
    grounds: breach.grounds,
    shown: breach.shown,
    run_id: breach.runId,
    outcome: 'open',
  }));
  await pool.query(
    `insert into ops.breaches select * from jsonb_populate_recordset(null::ops.breaches, $1::jsonb)
     on conflict (asset, measurement, field, limit_kind, issued_at) do update set
       limit_value = excluded.limit_value, model = excluded.model, cutoff = excluded.cutoff,
       horizon_end = excluded.horizon_end, probability = excluded.probability, raw_probability = excluded.raw_probability,
       p10_at = excluded.p10_at, p50_at = excluded.p50_at, p90_at = excluded.p90_at, skill = excluded.skill,
       judged = excluded.judged, events = excluded.events, grounds = excluded.grounds, shown = excluded.shown,
       run_id = excluded.run_id, outcome = excluded.outcome, came_at = null`,
    [storableJson(rows)],
  );
}

export interface BreachFilter extends SignalFilter {
  readonly limits?: readonly LimitKind[] | undefined;
  /** Of vintages issued from this time on; default: those of the newest vintage of each limit alone. */
  readonly issuedFromMs?: number | undefined;
  readonly issuedUntilMs?: number | undefined;
}

/** Of the vintage that a breach was predicted with; the breach may be of another model, such as a forced trend. */
const CALIBRATED = `(select f.calibrated from ops.forecasts f where f.asset = b.asset and f.measurement = b.measurement
  and f.field = b.field and f.issued_at = b.issued_at and f.champion limit 1) as calibrated`;

/** Predicted breaches of catalogued limits: the newest of each, or all of a time, the newest first. */
export async function predictedBreaches(pool: pg.Pool, filter: BreachFilter = {}): Promise<readonly ScoredBreach[]> {
  const newest = filter.issuedFromMs === undefined;
  const { rows } = await pool.query<BreachRow>(
    `select v.* from ops.limits l cross join lateral (
       select b.*, ${CALIBRATED} from ops.breaches b
       where b.asset = l.asset and b.measurement = l.measurement and b.field = l.field and b.limit_kind = l.kind
         and ($4::double precision is null or b.issued_at >= to_timestamp($4 / 1000))
         and ($5::double precision is null or b.issued_at <= to_timestamp($5 / 1000))
       order by b.issued_at desc ${newest ? 'limit 1' : ''}
     ) v
     where ${signalCondition('l')} and ($3::text[] is null or l.kind = any($3))
     order by v.issued_at desc, v.asset, v.measurement, v.field, v.limit_kind`,
    [
      ...signalParameters(filter),
      filter.limits === undefined || filter.limits.length === 0 ? null : filter.limits,
      filter.issuedFromMs ?? null,
      filter.issuedUntilMs ?? null,
    ],
  );
  return rows.map(breachOf);
}

/** Predictions whose outcome is not known yet, the oldest first; `most` at once. */
export async function openBreaches(pool: pg.Pool, most: number): Promise<readonly ScoredBreach[]> {
  const { rows } = await pool.query<BreachRow>(
    `select b.*, ${CALIBRATED} from ops.breaches b where outcome = 'open' order by horizon_end, asset, measurement, field, limit_kind limit $1`,
    [most],
  );
  return rows.map(breachOf);
}

export type BreachOutcome = Pick<
  ScoredBreach,
  'asset' | 'measurement' | 'field' | 'limit' | 'issuedAtMs' | 'outcome' | 'cameAtMs'
>;

/** Keeps what became of predictions. */
export async function settleBreaches(pool: pg.Pool, outcomes: readonly BreachOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map(({ asset, measurement, field, limit, issuedAtMs, outcome, cameAtMs }) => ({
    asset,
    measurement,
    field,
    limit_kind: limit,
    issued_at: iso(issuedAtMs),
    outcome,
    came_at: iso(cameAtMs),
  }));
  await pool.query(
    `update ops.breaches b set outcome = n.outcome, came_at = n.came_at
     from jsonb_populate_recordset(null::ops.breaches, $1::jsonb) n
     where b.asset = n.asset and b.measurement = n.measurement and b.field = n.field
       and b.limit_kind = n.limit_kind and b.issued_at = n.issued_at`,
    [storableJson(rows)],
  );
}
