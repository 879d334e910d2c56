import type pg from 'pg';
import { storableJson } from './text.js';

/** A state that the scoring of one series goes on from. Opaque numbers: the forecaster knows what they mean. */
export interface AnomalyState {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the last reading in the state. */
  readonly timeNs: bigint;
  readonly intervalMs: number;
  readonly seasonSteps: number;
  readonly centre: number;
  readonly unit: number;
  readonly state: readonly number[];
}

interface StateRow {
  asset: string;
  measurement: string;
  field: string;
  tags: Record<string, string>;
  time_ns: string;
  interval_ms: string;
  season_steps: number;
  centre: number;
  unit: number;
  state: number[];
}

export async function anomalyStates(pool: pg.Pool): Promise<readonly AnomalyState[]> {
  const { rows } = await pool.query<StateRow>('select * from ops.anomaly_states');
  return rows.map(({ time_ns, interval_ms, season_steps, ...row }) => ({
    ...row,
    timeNs: BigInt(time_ns),
    intervalMs: Number(interval_ms),
    seasonSteps: season_steps,
  }));
}

/** Keeps states, one a series, in one statement. */
export async function saveAnomalyStates(pool: pg.Pool, states: readonly AnomalyState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map(({ timeNs, intervalMs, seasonSteps, ...state }) => ({
    ...state,
    time_ns: String(timeNs),
    interval_ms: intervalMs,
    season_steps: seasonSteps,
    saved_at: 'now',
  }));
  await pool.query(
    `insert into ops.anomaly_states select * from jsonb_populate_recordset(null::ops.anomaly_states, $1::jsonb)
     on conflict (measurement, field, tags) do update set asset = excluded.asset, time_ns = excluded.time_ns,
       interval_ms = excluded.interval_ms, season_steps = excluded.season_steps, centre = excluded.centre, unit = excluded.unit,
       state = excluded.state, saved_at = excluded.saved_at`,
    [storableJson(rows)],
  );
}
