import type { FlowStep } from '@wellhead/contracts';
import type pg from 'pg';
import { splitStatements } from '../split-statements.js';
import type { StepContext, StepFigures } from '../step-context.js';

/** Text of one of the pack's SQL files. */
export function sqlOf(context: Pick<StepContext, 'pack'>, file: string): string {
  const sql = context.pack.sql[file];
  if (sql === undefined) {
    const known = Object.keys(context.pack.sql).join(', ') || 'none';
    throw new Error(`the pack ${context.pack.manifest.name} has no sql/${file}; it has ${known}`);
  }
  return sql;
}

/** Runs the work in one transaction on one connection, bounded by the step's time; rolled back when it throws. */
export async function inTransaction<T>(
  context: Pick<StepContext, 'pool' | 'timeoutMs' | 'signal'>,
  begin: 'begin' | 'begin isolation level repeatable read read only',
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await context.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    await client.query(`set local statement_timeout = ${Math.round(context.timeoutMs)}`);
    const result = await work(client);
    context.signal.throwIfAborted();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollback: Error) => {
      broken = rollback;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** All statements of a file in one transaction; `$1` and `$2` are the first and the last day of the run. */
export async function runSql(step: Extract<FlowStep, { kind: 'sql' }>, context: StepContext): Promise<StepFigures> {
  const statements = splitStatements(sqlOf(context, step.file));
  const days = [context.range.fromDay, context.range.toDay];
  return inTransaction(context, 'begin', async (client) => {
    let rows = 0;
    for (const { text, uses } of statements) {
      context.signal.throwIfAborted();
      const result = await client.query(
        text,
        uses.map((parameter) => days[parameter - 1]),
      );
      rows += result.rowCount ?? 0;
    }
    return { statements: statements.length, rows };
  });
}
