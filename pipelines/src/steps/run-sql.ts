import type { FlowStep } from '@wellhead/contracts';
import type pg from 'pg';
import { splitStatements, type Statement } from '../split-statements.js';
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

/** Rows of `forEach` that are worked on at the same time: as many as small machines have cores. */
const SIDE_BY_SIDE = 2;

/**
 * All statements of a file in one transaction; `$1` and `$2` are the first and the last day of the run. With `forEach` a transaction for each row of that
 * SELECT, whose value is `$3`: what is done stays when another row fails, and the step fails with the first reason once those that run have ended.
 */
export async function runSql(
  step: Extract<FlowStep, { kind: 'sql' }>,
  context: Pick<StepContext, 'pack' | 'pool' | 'range' | 'signal' | 'timeoutMs'>,
): Promise<StepFigures> {
  const statements = splitStatements(sqlOf(context, step.file));
  const days = [context.range.fromDay, context.range.toDay];
  const runOnce = (values: readonly unknown[]): Promise<number> =>
    inTransaction(context, 'begin', (client) => runStatements(client, statements, values, context.signal));
  if (step.forEach === undefined) return { statements: statements.length, rows: await runOnce(days) };

  const [list, more] = splitStatements(sqlOf(context, step.forEach));
  if (list === undefined || more !== undefined) throw new Error(`sql/${step.forEach} must hold one SELECT`);
  const { rows: listed } = await context.pool.query<[unknown]>({
    text: list.text,
    values: list.uses.map((parameter) => days[parameter - 1]),
    rowMode: 'array',
  });
  const waiting = [...listed];
  let rows = 0;
  const workThrough = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        rows += await runOnce([...days, next[0]]);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, workThrough));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return { statements: statements.length, runs: listed.length, rows };
}

/** Runs statements one after the other, each with those of the values that it names; answers the rows that they touched. */
export async function runStatements(
  client: pg.ClientBase,
  statements: readonly Statement[],
  values: readonly unknown[],
  signal?: AbortSignal,
): Promise<number> {
  let rows = 0;
  for (const { text, uses } of statements) {
    signal?.throwIfAborted();
    const { rowCount } = await client.query(
      text,
      uses.map((parameter) => values[parameter - 1]),
    );
    rows += rowCount ?? 0;
  }
  return rows;
}
