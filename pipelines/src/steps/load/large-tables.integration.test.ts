import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTransforms } from '@wellhead/stores';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../stores/testing/database.js';
import type { StepContext } from '../../step-context.js';
import type { DayTable, LoadStep } from '../run-load.js';
import { inTransaction } from '../run-sql.js';
import { loadAsPartition, loadIntoEmptyTable } from './large-tables.js';

const DAY = '2026-03-02';
const COLUMNS = ['id', 'seen_at', 'value'];

describe('loading large tables', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'wellhead-large-tables-'));
  const transforms = openTransforms();
  const { signal } = new AbortController();
  let database: TestDatabase;
  let context: StepContext;

  beforeAll(async () => {
    database = await openTestDatabase();
    const used = {
      pool: database.pool,
      transforms,
      workDir: path.join(dir, 'work'),
      flow: 'large',
      signal,
      timeoutMs: 60_000,
      clock: Date.now,
      log: async () => {},
    };
    context = used as unknown as StepContext;
  });
  afterAll(async () => {
    transforms.close();
    await database?.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(async () => {
    await database.pool.query(
      'drop table if exists ods.measured, ods.measured_2026_03_02, ods.measured_rest, ods.noted',
    );
    await database.pool.query('create table ods.noted (statements int)');
  });

  /** A day's table as a transform step leaves it. */
  async function dayOf(lines: readonly string[], day = DAY): Promise<DayTable> {
    const folder = path.join(context.workDir, 'large', 'clean', day);
    mkdirSync(folder, { recursive: true });
    const rawFile = path.join(folder, 'raw.csv');
    writeFileSync(rawFile, `id,seen_at,value\n${lines.join('\n')}\n`);
    const select = 'select id::bigint as id, seen_at::timestamptz as seen_at, value::int as value from raw';
    const places = { tableDir: path.join(folder, 'table'), spillDir: path.join(folder, 'spill') };
    const rows = { format: 'csv' as const, delimiter: ',', columns: COLUMNS };
    const done = await transforms.ask(
      'transform',
      { rawFile, rows, day, select, ...places, memoryMb: 128, mostRejected: 10 },
      signal,
    );
    return { day, sha256: '', columns: [...done.columns], parts: [...done.parts] };
  }
  const stepOf = (more: Partial<LoadStep> = {}): LoadStep => ({
    kind: 'load',
    name: 'load',
    transform: 'clean',
    table: 'ods.measured',
    key: ['id', 'seen_at'],
    dayColumn: 'seen_at',
    ...more,
  });
  const work = <T>(load: (client: pg.PoolClient) => Promise<T>): Promise<T> => inTransaction(context, 'begin', load);
  const rows = async (
    sql = 'select id::int, value from ods.measured order by seen_at, id',
  ): Promise<readonly object[]> => (await database.pool.query<object>(sql)).rows;
  const partitioned = async (): Promise<void> => {
    await database.pool.query(`
      create table ods.measured (id bigint, seen_at timestamptz not null, value int, primary key (id, seen_at)) partition by range (seen_at);
      create index measured_by_time on ods.measured (seen_at) include (value);
      create table ods.measured_rest partition of ods.measured default;`);
  };

  it('makes a day a partition with the keys and indexes of its table, in place of the rows that the day had', async () => {
    await partitioned();
    await database.pool.query(
      `insert into ods.measured values (1, '2026-03-02T10:00:00Z', 0), (9, '2026-03-02T11:00:00Z', 0), (5, '2026-03-03T00:00:00Z', 50)`,
    );
    const table = await dayOf(['1,2026-03-02T10:00:00Z,10', '2,2026-03-02T23:59:59Z,20']);
    expect(await work((client) => loadAsPartition(client, stepOf(), table, context))).toEqual({ copied: 2, rows: 2 });
    expect(await rows()).toEqual([
      { id: 1, value: 10 },
      { id: 2, value: 20 },
      { id: 5, value: 50 },
    ]);
    const { rows: plan } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain (costs off) select * from ods.measured where seen_at >= '2026-03-02' and seen_at < '2026-03-03'`,
    );
    expect(plan[0]?.['QUERY PLAN']).toContain('measured_2026_03_02');
    expect(
      await rows(
        `select count(*)::int as n from pg_inherits i join pg_index x on x.indexrelid = i.inhrelid where x.indrelid = 'ods.measured_2026_03_02'::regclass`,
      ),
    ).toEqual([{ n: 2 }]);
    expect(
      await rows(
        `select conname from pg_constraint where conrelid = 'ods.measured_2026_03_02'::regclass and contype = 'c'`,
      ),
    ).toEqual([]);

    const corrected = await dayOf(['1,2026-03-02T10:00:00Z,11', '3,2026-03-02T12:00:00Z,30']);
    for (let time = 0; time < 2; time += 1)
      await work((client) => loadAsPartition(client, stepOf(), corrected, context));
    expect(await rows()).toEqual([
      { id: 1, value: 11 },
      { id: 3, value: 30 },
      { id: 5, value: 50 },
    ]);
  });

  it('keeps the first of two rows of a day with one key, and tells how many it left out', async () => {
    await partitioned();
    const table = await dayOf(['1,2026-03-02T10:00:00Z,10', '1,2026-03-02T10:00:00Z,99', '2,2026-03-02T11:00:00Z,20']);
    expect(await work((client) => loadAsPartition(client, stepOf(), table, context))).toEqual({ copied: 3, rows: 2 });
    expect(await rows()).toEqual([
      { id: 1, value: 10 },
      { id: 2, value: 20 },
    ]);
  });

  it('leaves the day as it was when a row lies outside of it, or the run is ended', async () => {
    await partitioned();
    await database.pool.query(`insert into ods.measured values (1, '2026-03-02T10:00:00Z', 7)`);
    const table = await dayOf(['1,2026-03-02T10:00:00Z,10', '2,2026-03-03T00:00:00Z,20']);
    await expect(work((client) => loadAsPartition(client, stepOf(), table, context))).rejects.toThrow(/on_its_day/);
    expect(await rows()).toEqual([{ id: 1, value: 7 }]);
  });

  it('is for tables that are partitioned by the day column alone', async () => {
    await database.pool.query(
      'create table ods.measured (id bigint, seen_at timestamptz, value int, primary key (id, seen_at))',
    );
    const table = await dayOf(['1,2026-03-02T10:00:00Z,10']);
    expect(await work((client) => loadAsPartition(client, stepOf(), table, context))).toBeUndefined();
  });

  it('fills an empty table before it has keys and indexes, and they are as before; its triggers fire', async () => {
    await database.pool.query(`
      create table ods.measured (id bigint constraint measured_id primary key, seen_at timestamptz, value int);
      create index measured_by_value on ods.measured (value) where value > 15;
      create or replace function ods.note() returns trigger language plpgsql as 'begin insert into ods.noted select count(*) from new_rows; return null; end';
      create trigger note after insert on ods.measured referencing new table as new_rows for each statement execute function ods.note();`);
    const made = `select indexdef from pg_indexes where tablename = 'measured' order by 1`;
    const before = await rows(made);
    const step = stepOf({ key: ['id'], dayColumn: undefined });
    const days = [
      await dayOf(['2,2026-03-02T10:00:00Z,20', '1,2026-03-02T11:00:00Z,10', '2,2026-03-02T10:00:00Z,21']),
      await dayOf(['3,2026-03-03T10:00:00Z,30'], '2026-03-03'),
    ];
    expect(await work((client) => loadIntoEmptyTable(client, step, days, context))).toEqual({ copied: 4, rows: 3 });
    expect(await rows()).toEqual([
      { id: 2, value: 21 },
      { id: 1, value: 10 },
      { id: 3, value: 30 },
    ]);
    expect(await rows(made)).toEqual(before);
    expect(await rows('select sum(statements)::int as n from ods.noted')).toEqual([{ n: 4 }]);
    await expect(database.pool.query(`insert into ods.measured values (1, now(), 1)`)).rejects.toThrow(/measured_id/);
    // It is no longer empty: whoever loads more goes row by row.
    expect(await work((client) => loadIntoEmptyTable(client, step, days, context))).toBeUndefined();
    await database.pool.query('drop table ods.measured; drop function ods.note()');
  });

  it('leaves a table alone that a foreign key points to', async () => {
    await database.pool.query(`
      create table ods.measured (id bigint primary key, seen_at timestamptz, value int);
      drop table ods.noted; create table ods.noted (measured bigint references ods.measured)`);
    const table = await dayOf(['1,2026-03-02T10:00:00Z,10']);
    const step = stepOf({ key: ['id'], dayColumn: undefined });
    expect(await work((client) => loadIntoEmptyTable(client, step, [table], context))).toBeUndefined();
    await database.pool.query('drop table ods.noted');
  });
});
