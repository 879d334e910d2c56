import { randomUUID } from 'node:crypto';
import { runProgressSchema, type RunKind, type RunProgress } from '@wellhead/contracts';
import type pg from 'pg';
import { storable, storableJson } from './text.js';

export type RunState = 'running' | 'succeeded' | 'failed';
export type RunLogLevel = 'info' | 'warn' | 'error';
export type RunFields = Readonly<Record<string, unknown>>;

export interface RunSummary {
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  /** schedule, demand, feed, after … */
  readonly reason: string;
  readonly state: RunState;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly attempt: number;
  readonly detail: RunFields;
  /** The last that it told; null: it told none. */
  readonly progress: RunProgress | null;
  readonly error: string | null;
}
export interface RunLogEntry {
  readonly atMs: number;
  readonly level: RunLogLevel;
  readonly step: string;
  readonly message: string;
  readonly fields: RunFields;
}
export interface NewRun {
  readonly kind: RunKind;
  readonly name: string;
  readonly reason: string;
  readonly detail?: RunFields;
  readonly attempt?: number;
  /** Default: random. Given when the id was promised before the run began; a repeated attempt takes the run up again. */
  readonly id?: string;
}
/** A run in progress. */
export interface Run {
  readonly id: string;
  log(level: RunLogLevel, step: string, message: string, fields?: RunFields): Promise<void>;
  /** Adds to the detail while it goes on: how far it has come. */
  report(detail: RunFields): Promise<void>;
  /** Adds to the detail. */
  succeed(detail?: RunFields): Promise<void>;
  fail(error: string | Error): Promise<void>;
}
export interface RunFilter {
  readonly kind?: RunKind | undefined;
  readonly name?: string | undefined;
  readonly state?: RunState | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}
export interface Runs {
  start(run: NewRun): Promise<Run>;
  /** The newest first. */
  list(filter?: RunFilter): Promise<readonly RunSummary[]>;
  get(id: string): Promise<RunSummary | undefined>;
  logs(id: string): Promise<readonly RunLogEntry[]>;
  /** Marks runs of a kind that a dead process left running as failed; for a service that starts and is alone in its kind. */
  failLeftRunning(kind: RunKind, reason: string): Promise<number>;
}

interface RunRow {
  id: string;
  kind: RunKind;
  name: string;
  reason: string;
  state: RunState;
  started_at: Date;
  finished_at: Date | null;
  attempt: number;
  detail: RunFields;
  error: string | null;
}
const summaryOf = (row: RunRow): RunSummary => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  reason: row.reason,
  state: row.state,
  startedAtMs: row.started_at.getTime(),
  finishedAtMs: row.finished_at?.getTime() ?? null,
  attempt: row.attempt,
  detail: row.detail,
  progress: runProgressSchema.safeParse(row.detail['progress']).data ?? null,
  error: row.error,
});

/** Runs of flows and of the forecaster, and what they said. */
export function openRuns(pool: pg.Pool): Runs {
  return {
    start: async ({ kind, name, reason, detail = {}, attempt = 1, id = randomUUID() }) => {
      await pool.query(
        `insert into ops.runs (id, kind, name, reason, state, attempt, detail) values ($1, $2, $3, $4, 'running', $5, $6)
         on conflict (id) do update set state = 'running', attempt = excluded.attempt, finished_at = null, error = null`,
        [id, kind, name, reason, attempt, storableJson(detail)],
      );
      return {
        id,
        log: async (level, step, message, fields = {}) => {
          await pool.query(
            'insert into ops.run_logs (run_id, level, step, message, fields) values ($1, $2, $3, $4, $5)',
            [id, level, step, storable(message), storableJson(fields)],
          );
        },
        report: async (more) => {
          await pool.query('update ops.runs set detail = detail || $2 where id = $1', [id, storableJson(more)]);
        },
        succeed: async (more = {}) => {
          await pool.query(
            `update ops.runs set state = 'succeeded', finished_at = now(), error = null, detail = detail || $2 where id = $1`,
            [id, storableJson(more)],
          );
        },
        fail: async (error) => {
          const text = typeof error === 'string' ? error : error.message;
          await pool.query(`update ops.runs set state = 'failed', finished_at = now(), error = $2 where id = $1`, [
            id,
            storable(text),
          ]);
        },
      };
    },
    list: async (filter = {}) => {
      const { rows } = await pool.query<RunRow>(
        `select * from ops.runs
         where ($1::text is null or kind = $1) and ($2::text is null or name = $2) and ($3::text is null or state = $3)
         order by started_at desc, id limit $4`,
        [filter.kind ?? null, filter.name ?? null, filter.state ?? null, filter.limit ?? 100],
      );
      return rows.map(summaryOf);
    },
    get: async (id) => {
      const { rows } = await pool.query<RunRow>('select * from ops.runs where id = $1', [id]);
      return rows[0] === undefined ? undefined : summaryOf(rows[0]);
    },
    logs: async (id) => {
      const { rows } = await pool.query<Omit<RunLogEntry, 'atMs'> & { at: Date }>(
        'select at, level, step, message, fields from ops.run_logs where run_id = $1 order by id',
        [id],
      );
      return rows.map(({ at, ...entry }) => ({ atMs: at.getTime(), ...entry }));
    },
    failLeftRunning: async (kind, reason) => {
      const { rowCount } = await pool.query(
        `update ops.runs set state = 'failed', finished_at = now(), error = $2 where kind = $1 and state = 'running'`,
        [kind, reason],
      );
      return rowCount ?? 0;
    },
  };
}
