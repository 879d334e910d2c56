import { fileURLToPath } from 'node:url';
import type { Pack } from '@wellhead/contracts';
import { installPack, loadPack, type RecordRow, saveRecords } from '@wellhead/stores';
import type pg from 'pg';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { splitStatements } from '../src/split-statements.js';
import { runSql } from '../src/steps/run-sql.js';

export interface PackDatabase extends TestDatabase {
  readonly pack: Pack;
  /** Upserts rows of a record type in one transaction, as the ingestor does. */
  save(type: string, rows: readonly RecordRow[]): Promise<void>;
  /** Runs SQL steps of a flow by their names, as the flow does. */
  sqlSteps(flow: string, names: readonly string[]): Promise<void>;
  /** Runs a SQL file of the pack in one transaction, as a flow does; answers the rows of its last statement. */
  step(file: string, days?: readonly [string, string]): Promise<readonly Record<string, unknown>[]>;
}

/** A database with the tables of a pack, filled as the ingestor and the flows fill it. */
export async function openPackDatabase(name: string): Promise<PackDatabase> {
  const pack = await loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)));
  const database = await openTestDatabase({ packs: [pack] });
  await installPack(database.pool, pack);
  const inTransaction = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  };
  let batch = 0;
  return {
    ...database,
    pack,
    async save(type, rows) {
      const recordType = pack.manifest.recordTypes.find((known) => known.type === type);
      if (recordType === undefined) throw new Error(`the pack has no record type ${type}`);
      batch += 1;
      const { refused } = await inTransaction((client) =>
        saveRecords(client, recordType, rows, { receivedAtMs: Date.now(), source: 'test', batchId: String(batch) }),
      );
      if (refused.length > 0) throw new Error(JSON.stringify(refused));
    },
    async sqlSteps(name, names) {
      const steps = pack.manifest.flows.find((known) => known.name === name)?.steps ?? [];
      for (const stepName of names) {
        const step = steps.find((known) => known.name === stepName);
        if (step?.kind !== 'sql') throw new Error(`the flow ${name} has no SQL step ${stepName}`);
        const range = { fromDay: '2026-03-01', toDay: '2026-03-01' };
        const { signal } = new AbortController();
        await runSql(step, { pack, pool: database.pool, range, signal, timeoutMs: 60_000 });
      }
    },
    step: (file, days = ['2026-03-01', '2026-03-01']) =>
      inTransaction(async (client) => {
        let rows: Record<string, unknown>[] = [];
        for (const { text, uses } of splitStatements(pack.sql[file] ?? ''))
          ({ rows } = await client.query<Record<string, unknown>>(
            text,
            uses.map((at) => days[at - 1]),
          ));
        return rows;
      }),
  };
}
