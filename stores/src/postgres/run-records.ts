import { type Reproduction, reproductionSchema } from '@wellhead/contracts';
import type pg from 'pg';
import { storableJson } from './text.js';

/** Keeps what it takes to do a run again; once more replaces it. */
export async function keepReproduction(pool: pg.Pool, runId: string, reproduction: Reproduction): Promise<void> {
  await pool.query(
    `insert into ops.run_records (run_id, reproduction) values ($1, $2)
     on conflict (run_id) do update set reproduction = excluded.reproduction`,
    [runId, storableJson(reproduction)],
  );
}

/** Undefined for a run that keeps none. */
export async function findReproduction(pool: pg.Pool, runId: string): Promise<Reproduction | undefined> {
  const { rows } = await pool.query<{ reproduction: unknown }>(
    'select reproduction from ops.run_records where run_id = $1',
    [runId],
  );
  return rows[0] && reproductionSchema.parse(rows[0].reproduction);
}
