import type { FlowStep } from '@wellhead/contracts';
import type pg from 'pg';

const BROKEN = `select error('broken by the test')`;

/** What steps of flows need and a test can put out of order. */
export interface Breakable {
  readonly pool: pg.Pool;
  /** SQL of the pack by file, as it is in memory. */
  readonly sql: Record<string, string>;
  /** Addresses that flows fetch from. */
  readonly variables: Record<string, string>;
  /** Services that a step uses beside SQL, while they are out of order. */
  readonly broken: { forecaster: boolean; telemetry: boolean };
}

/** Puts out of order what a step needs; the answer mends it. */
export async function breakStep(
  step: FlowStep,
  { pool, sql, variables, broken }: Breakable,
): Promise<() => Promise<void>> {
  const breakSql = (file: string): (() => Promise<void>) => {
    const text = sql[file] ?? '';
    sql[file] = BROKEN;
    return async () => void (sql[file] = text);
  };
  const turnOff = (what: keyof typeof broken): (() => Promise<void>) => {
    broken[what] = true;
    return async () => void (broken[what] = false);
  };
  switch (step.kind) {
    case 'sql':
      return breakSql(step.forEach ?? step.file);
    case 'publish':
    case 'transform':
      return breakSql(step.file);
    case 'forecast':
    case 'learn':
    case 'diagnose':
      return turnOff('forecaster');
    case 'collect':
      return turnOff('telemetry');
    case 'pull':
    case 'extract': {
      const known = { ...variables };
      for (const name of Object.keys(variables)) delete variables[name];
      return async () => void Object.assign(variables, known);
    }
    case 'load': {
      await pool.query(`alter table ${step.table} rename to out_of_order`);
      const [schema, table] = step.table.split('.');
      return async () => void (await pool.query(`alter table ${schema}.out_of_order rename to ${table}`));
    }
    case 'report':
      throw new Error('flows of reports are not among these');
    default:
      return step satisfies never;
  }
}
