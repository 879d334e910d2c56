import { quoteIdentifier, quoteTable } from '@wellhead/stores';
import type { Pool } from 'pg';
import { replicationClient } from './replication-client.js';
import type { ReplicationSourceConfig } from './replication-config.js';

/** What keeps a database from being followed; a person has to do something. */
export type Unfit = { readonly kind: 'unfit'; readonly reason: string };
type Named = Pick<ReplicationSourceConfig, 'slot' | 'publication' | 'tables'>;

/** Makes the publication where it is not there, and adds tables that it lacks. */
export async function preparePublication(pool: Pool, { publication, tables }: Named): Promise<void> {
  const { rows } = await pool.query<{ held: string | null }>(
    `select t.schemaname || '.' || t.tablename as held from pg_publication p
     left join pg_publication_tables t on t.pubname = p.pubname where p.pubname = $1`,
    [publication],
  );
  const name = quoteIdentifier(publication);
  const held = new Set(rows.map((row) => row.held));
  const lacking = tables.filter(({ table }) => !held.has(table)).map(({ table }) => quoteTable(table));
  if (rows.length === 0)
    await pool.query(
      `create publication ${name} for table ${lacking.join(', ')} with (publish_via_partition_root = true)`,
    );
  else if (lacking.length > 0) await pool.query(`alter publication ${name} add table ${lacking.join(', ')}`);
}

export interface SlotState {
  /** Log behind what we have acknowledged, which the source keeps for us. */
  readonly heldBytes: number;
  /** reserved, extended, unreserved, lost. */
  readonly walStatus: string;
}

/** Undefined where there is no such slot. */
export async function slotState(pool: Pool, slot: string): Promise<SlotState | undefined> {
  const { rows } = await pool.query<{ held: string | null; status: string | null }>(
    `select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
       confirmed_flush_lsn)::text as held, wal_status as status from pg_replication_slots where slot_name = $1`,
    [slot],
  );
  const [row] = rows;
  return row && { heldBytes: Math.max(0, Number(row.held ?? 0)), walStatus: row.status ?? 'lost' };
}

/**
 * Says whether the slot has to be made. `isFirst`: nothing has ever been taken from this source, so that a slot that is there stands for
 * rows that would be copied as well; it is dropped to be made anew.
 */
export async function prepareSlot(pool: Pool, slot: string, isFirst: boolean): Promise<'to-make' | 'there' | Unfit> {
  const { rows } = await pool.query<{ wal_level: string }>('show wal_level');
  if (rows[0]?.wal_level !== 'logical')
    return {
      kind: 'unfit',
      reason: `wal_level of the source database is ${rows[0]?.wal_level}, expected logical: set it and restart the database`,
    };
  const state = await slotState(pool, slot);
  if (state && !isFirst) {
    if (state.walStatus !== 'lost') return 'there';
    return {
      kind: 'unfit',
      reason: `the source database has removed log that slot ${slot} had not sent yet (max_slot_wal_keep_size): drop the slot, then the tables are copied again`,
    };
  }
  if (state) await pool.query('select pg_drop_replication_slot($1)', [slot]);
  return 'to-make';
}

/**
 * Makes the slot and shows the database to `work` as it was at that moment: what was committed before is in the snapshot, what is committed after
 * comes from the slot, and nothing is in both.
 */
export async function makeSlot<T>(url: string, slot: string, work: (snapshot: string) => Promise<T>): Promise<T> {
  const client = replicationClient(url);
  // Told by whatever is waited for.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ snapshot_name: string }>(
      `CREATE_REPLICATION_SLOT ${slot} LOGICAL pgoutput EXPORT_SNAPSHOT`,
    );
    return await work(rows[0]?.snapshot_name ?? '');
  } finally {
    await client.end();
  }
}
