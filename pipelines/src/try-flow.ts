import type { Flow, FlowStep, Pack } from '@wellhead/contracts';
import { type RecordRow, saveRecords } from '@wellhead/stores';
import type pg from 'pg';
import { daysOf, type DayRange } from './days.js';
import { splitStatements } from './split-statements.js';
import { rowsOf } from './steps/run-pull.js';
import { runStatements, sqlOf } from './steps/run-sql.js';

/** What a step would have done. `sample` are the first rows, as they would be stored or sent. */
export interface TriedStep {
  readonly step: string;
  readonly kind: FlowStep['kind'];
  /** Rows by the table that they would have changed. */
  readonly changes: readonly TriedChange[];
  /** Rows that the step took in, or would have sent. */
  readonly rows: number;
  readonly refused: readonly { readonly row: number; readonly reason: string }[];
  readonly sample: readonly RecordRow[];
  /** In words: why nothing was tried, or how it failed. */
  readonly note: string | undefined;
}
export interface TriedChange {
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}
export interface TriedFlow {
  readonly flow: string;
  readonly range: DayRange;
  readonly outcome: 'would-succeed' | 'would-fail';
  readonly steps: readonly TriedStep[];
}

export interface TryFlowOptions {
  readonly pack: Pack;
  readonly flow: Flow;
  readonly range: DayRange;
  /** Rows for the pull steps, instead of what their address answers. */
  readonly sample: readonly unknown[] | undefined;
  /** Why the ingestor would refuse a row; undefined if it would not. */
  readonly faultOf: (recordType: string, row: unknown) => Promise<string | undefined>;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const SAMPLE_ROWS = 5;

/**
 * Takes a sample through the steps of a flow in one transaction that is rolled back: nothing is written, sent or queued. Pull steps put
 * their rows where the ingestor would, SQL runs as it is, publish steps tell the readings they would send; a forecast is left out. A step
 * that fails ends the trial and says why.
 */
export async function tryFlow(pool: pg.Pool, options: TryFlowOptions): Promise<TriedFlow> {
  const { flow, range } = options;
  daysOf(range);
  const client = await pool.connect();
  const steps: TriedStep[] = [];
  let failed = false;
  try {
    await client.query('begin isolation level repeatable read');
    await client.query(`set local statement_timeout = ${Math.round(options.timeoutMs)}`);
    for (const step of flow.steps) {
      const before = await changesOf(client);
      const tried: TriedStep = await tryStep(client, step, options).catch((error: unknown) => {
        failed = true;
        return { ...nothing(step), note: `would fail: ${error instanceof Error ? error.message : String(error)}` };
      });
      steps.push(failed ? tried : { ...tried, changes: difference(before, await changesOf(client)) });
      if (failed) break;
    }
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
  return { flow: flow.name, range, outcome: failed ? 'would-fail' : 'would-succeed', steps };
}

const nothing = ({ name, kind }: FlowStep): TriedStep => ({
  step: name,
  kind,
  changes: [],
  rows: 0,
  refused: [],
  sample: [],
  note: undefined,
});

async function tryStep(client: pg.PoolClient, step: FlowStep, options: TryFlowOptions): Promise<TriedStep> {
  const days = [options.range.fromDay, options.range.toDay];
  switch (step.kind) {
    case 'pull':
      return tryPull(client, step, options);
    case 'sql':
      return { ...nothing(step), rows: await trySql(client, step, options, days) };
    case 'publish': {
      const [statement] = splitStatements(sqlOf(options, step.file));
      if (statement === undefined) throw new Error(`sql/${step.file} holds no SELECT`);
      const { rows } = await client.query<RecordRow>(
        statement.text,
        statement.uses.map((parameter) => days[parameter - 1]),
      );
      return { ...nothing(step), rows: rows.length, sample: rows.slice(0, SAMPLE_ROWS) };
    }
    case 'collect':
      return { ...nothing(step), note: 'not tried: it counts readings that were not sent' };
    case 'learn':
      return { ...nothing(step), note: 'not tried: the forecaster trains on what is stored' };
    case 'diagnose':
      return { ...nothing(step), note: 'not tried: the forecaster diagnoses what is stored' };
    case 'extract':
    case 'transform':
    case 'load':
      return { ...nothing(step), note: 'not tried: files are brought, transformed and loaded as they are' };
    case 'report':
      return { ...nothing(step), note: 'not tried: a report is about what is stored' };
    case 'forecast':
      return { ...nothing(step), note: 'not tried: a forecast reads readings that were not sent' };
    default:
      return step satisfies never;
  }
}

async function trySql(
  client: pg.PoolClient,
  step: Extract<FlowStep, { kind: 'sql' }>,
  options: TryFlowOptions,
  days: readonly string[],
): Promise<number> {
  const statements = splitStatements(sqlOf(options, step.file));
  if (step.forEach === undefined) return runStatements(client, statements, days);
  const [list] = splitStatements(sqlOf(options, step.forEach));
  const { rows: listed } = await client.query<[unknown]>({
    text: list?.text ?? '',
    values: list?.uses.map((parameter) => days[parameter - 1]),
    rowMode: 'array',
  });
  let rows = 0;
  for (const [value] of listed) {
    // Each row has a transaction of its own, and temporary tables that end with it.
    await client.query('discard temp');
    rows += await runStatements(client, statements, [...days, value]);
  }
  return rows;
}

async function tryPull(
  client: pg.PoolClient,
  step: Extract<FlowStep, { kind: 'pull' }>,
  options: TryFlowOptions,
): Promise<TriedStep> {
  const recordType = options.pack.manifest.recordTypes.find(({ type }) => type === step.recordType);
  if (recordType === undefined) throw new Error(`the pack has no record type ${step.recordType}`);
  const rows: unknown[] = [...(options.sample ?? [])];
  if (options.sample === undefined)
    for (const day of daysOf(options.range))
      rows.push(...(await rowsOf(step, { ...options.variables, day }, AbortSignal.timeout(options.timeoutMs))));
  const refused: { row: number; reason: string }[] = [];
  const accepted: { row: number; record: RecordRow }[] = [];
  for (const [row, record] of rows.entries()) {
    const reason = await options.faultOf(step.recordType, record);
    if (reason === undefined) accepted.push({ row, record: record as RecordRow });
    else refused.push({ row, reason });
  }
  const outcome = await saveRecords(
    client,
    recordType,
    accepted.map(({ record }) => record),
    { receivedAtMs: 0, source: 'flow-try', batchId: 'flow-try' },
  );
  refused.push(...outcome.refused.map(({ index, reason }) => ({ row: accepted[index]?.row ?? index, reason })));
  const stored = new Set(refused.map(({ row }) => row));
  return {
    ...nothing(step),
    rows: rows.length,
    refused,
    sample: accepted
      .filter(({ row }) => !stored.has(row))
      .slice(0, SAMPLE_ROWS)
      .map(({ record }) => record),
  };
}

/** What this transaction has done to each table so far, as Postgres counts it. */
async function changesOf(client: pg.PoolClient): Promise<ReadonlyMap<string, TriedChange>> {
  const { rows } = await client.query<{ table: string; inserted: string; updated: string; deleted: string }>(
    `select schemaname || '.' || relname as table, n_tup_ins as inserted, n_tup_upd as updated, n_tup_del as deleted
     from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0`,
  );
  return new Map(
    rows.map(({ table, inserted, updated, deleted }) => [
      table,
      { table, inserted: Number(inserted), updated: Number(updated), deleted: Number(deleted) },
    ]),
  );
}

function difference(before: ReadonlyMap<string, TriedChange>, after: ReadonlyMap<string, TriedChange>): TriedChange[] {
  return [...after.values()]
    .map((now) => {
      const then = before.get(now.table);
      return {
        table: now.table,
        inserted: now.inserted - (then?.inserted ?? 0),
        updated: now.updated - (then?.updated ?? 0),
        deleted: now.deleted - (then?.deleted ?? 0),
      };
    })
    .filter(({ inserted, updated, deleted }) => inserted + updated + deleted > 0);
}
