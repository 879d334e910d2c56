import { ProblemError } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../testing/example-pack.js';
import { openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { inTransaction, openPool } from '../postgres/pool.js';
import { saveRecords } from '../postgres/records.js';
import { openMemoryStore } from '../telemetry/index.js';
import { runSelect } from './select-frames.js';

let fixture: QueryFixture;
const [recordType] = examplePack.manifest.recordTypes;
if (recordType === undefined) throw new Error('the example pack has a record type');

const DAYS = { fromMs: Date.UTC(2026, 0, 2, 15), toMs: Date.UTC(2026, 0, 5) };

beforeAll(async () => {
  fixture = await openQueryFixture(openMemoryStore());
  const rows = [
    { sample_id: 1, taken_on: '2026-01-01', property: 'density', value: 0.5 },
    { sample_id: 2, taken_on: '2026-01-02', property: 'density', value: 0.75 },
    { sample_id: 3, taken_on: '2026-01-03', property: 'density', value: 0.25 },
    { sample_id: 4, taken_on: '2026-01-03', property: "o'clock; drop table stg.lab_results", value: 4, curve: [1, 2] },
    { sample_id: 5, taken_on: '2026-01-05', property: null, value: 5 },
  ];
  await inTransaction(fixture.stores.pool, (client) =>
    saveRecords(client, recordType, rows, { receivedAtMs: Date.UTC(2026, 0, 6), source: 'lab', batchId: 'b' }),
  );
  await fixture.stores.pool.query('refresh materialized view mart.lab_daily');
});
afterAll(() => fixture.close());

const MART = { queryType: 'mart', table: 'mart.lab_daily' } as const;

describe('records as a table', () => {
  it('shows the columns of the schema with their types and descriptions', async () => {
    const [frame] = await fixture.ask({
      queryType: 'records',
      type: 'lab_results',
      orderBy: [{ column: 'sample_id' }],
    });
    expect(frame?.fields.map((field) => [field.name, field.type])).toEqual([
      ['sample_id', 'integer'],
      ['taken_on', 'time'],
      ['property', 'string'],
      ['value', 'number'],
      ['curve', 'string'],
      ['received_at', 'time'],
    ]);
    expect(valuesOf(frame, 'taken_on')[0]).toBe(Date.UTC(2026, 0, 1));
    expect(valuesOf(frame, 'curve')).toEqual([null, null, null, '[1,2]', null]);
    expect(valuesOf(frame, 'property')[4]).toBeNull();
  });

  it('filters with values as values, never as SQL', async () => {
    const [frame] = await fixture.ask({
      queryType: 'records',
      type: 'lab_results',
      columns: ['sample_id'],
      filters: [{ column: 'property', op: '=', value: "o'clock; drop table stg.lab_results" }],
    });
    expect(valuesOf(frame, 'sample_id')).toEqual([4]);
  });

  it('names the record types that there are', async () => {
    await expect(fixture.ask({ queryType: 'records', type: 'labs' })).rejects.toThrow(/choose among lab_results/);
  });
});

describe('marts', () => {
  it('leaves out what is outside of the time range; a day counts when any of it is inside', async () => {
    const [frame] = await fixture.ask(
      { ...MART, timeColumn: 'day', columns: ['day', 'value'], orderBy: [{ column: 'day' }, { column: 'value' }] },
      DAYS,
    );
    expect(frame?.meta?.type).toBe('table');
    expect(valuesOf(frame, 'day')).toEqual([2, 3, 3].map((day) => Date.UTC(2026, 0, day)));
    expect(valuesOf(frame, 'value')).toEqual([0.75, 0.25, 4]);
    expect(frame?.fields[1]?.config?.description).toBe('Mean value.');
    const [all] = await fixture.ask(MART, DAYS);
    expect(valuesOf(all, 'day')).toHaveLength(5);
  });

  it('groups and aggregates', async () => {
    const [frame] = await fixture.ask({
      ...MART,
      groupBy: ['property'],
      aggregates: [
        { column: 'value', fn: 'sum' },
        { column: '*', fn: 'count' },
        { column: 'day', fn: 'max', as: 'newest' },
        { column: 'property', fn: 'distinct' },
      ],
      filters: [{ column: 'property', op: 'in', value: ['density'] }],
      orderBy: [{ column: 'sum_value', direction: 'desc' }],
    });
    expect(frame?.fields.map((field) => field.name)).toEqual([
      'property',
      'sum_value',
      'count',
      'newest',
      'distinct_property',
    ]);
    expect(frame?.fields.map((field) => Array.from(field.values as ArrayLike<unknown>)[0])).toEqual([
      'density',
      1.5,
      3n,
      Date.UTC(2026, 0, 3),
      1n,
    ]);
  });

  it('gives time series by the text columns, as alert rules read them', async () => {
    const frames = await fixture.ask(
      { ...MART, as: 'series', columns: ['property', 'value'] },
      { fromMs: 0, toMs: DAYS.toMs },
    );
    const byProperty = [...frames].sort((a, b) => a.name.localeCompare(b.name));
    expect(byProperty.map((frame) => [frame.meta?.type, frame.fields[1]?.labels, valuesOf(frame, 'value')])).toEqual([
      ['timeseries-multi', { property: 'density' }, [0.5, 0.75, 0.25]],
      ['timeseries-multi', { property: "o'clock; drop table stg.lab_results" }, [4]],
    ]);
    expect(frames.every((frame) => frame.fields.length === 2)).toBe(true);
    const totals = await fixture.ask(
      { ...MART, as: 'series', aggregates: [{ column: 'value', fn: 'sum', as: 'total' }] },
      { fromMs: 0, toMs: DAYS.toMs },
    );
    expect(totals.map((frame) => [frame.fields[1]?.labels, valuesOf(frame, 'total')])).toEqual([
      [{}, [0.5, 0.75, 4.25]],
    ]);
  });

  it('cuts at the limit and says so; a series keeps its newest rows', async () => {
    const [table] = await fixture.ask({ ...MART, limit: 2 });
    expect(valuesOf(table, 'day')).toHaveLength(2);
    expect(table?.meta?.notices?.[0]?.text).toMatch(/first 2 rows/);
    const [newest] = await fixture.ask({ ...MART, limit: 2, orderBy: [{ column: 'day', direction: 'desc' }] });
    expect(newest?.meta?.notices).toEqual([]);
    const wide = { fromMs: 0, toMs: Date.UTC(2027, 0, 1) };
    const [series] = await fixture.ask(
      { ...MART, as: 'series', limit: 1, aggregates: [{ column: 'value', fn: 'sum' }] },
      wide,
    );
    expect(valuesOf(series, 'sum_value')).toEqual([5]);
    const exact = await fixture.ask({ ...MART, limit: 5 });
    expect(exact[0]?.meta?.notices).toEqual([]);
  });

  it('matches text with like, and takes an empty list as all', async () => {
    const like = await fixture.ask({ ...MART, filters: [{ column: 'property', op: 'like', value: 'DENS%' }] });
    expect(valuesOf(like[0], 'property')).toHaveLength(3);
    const all = await fixture.ask({ ...MART, filters: [{ column: 'property', op: 'in', value: [] }] });
    expect(valuesOf(all[0], 'property')).toHaveLength(5);
    const not = await fixture.ask({ ...MART, filters: [{ column: 'property', op: '!=', value: 'density' }] });
    expect(valuesOf(not[0], 'property')).toHaveLength(2);
  });

  const REFUSED: [string, Parameters<QueryFixture['ask']>[0], RegExp][] = [
    [
      'a table that no pack publishes',
      { ...MART, table: 'ops.tokens' },
      /ops\.tokens is not published.*mart\.lab_daily/,
    ],
    ['a table that does not exist', { ...MART, table: 'mart.x"; drop table stg.lab_results; --' }, /not published/],
    [
      'a column that is not there',
      { ...MART, columns: ['day', 'sales'] },
      /no such column: found sales, expected one of day, property/,
    ],
    ['SQL for a column', { ...MART, columns: ['1; drop table stg.lab_results'] }, /no such column/],
    ['SQL for an order', { ...MART, orderBy: [{ column: 'day; select 1' }] }, /no such column/],
    [
      'a plain column outside of the groups',
      { ...MART, columns: ['day'], groupBy: ['property'] },
      /must be part of groupBy/,
    ],
    ['the sum of a text', { ...MART, aggregates: [{ column: 'property', fn: 'sum' }] }, /Only numbers can be added/],
    [
      'a filter value of the wrong type',
      { ...MART, filters: [{ column: 'samples', op: '>', value: 'many' }] },
      /Not a value of column samples: found many, expected bigint/,
    ],
    [
      'a list for one value',
      { ...MART, filters: [{ column: 'day', op: '=', value: ['2026-01-01'] }] },
      /expected one value/,
    ],
    ['a time column that is no time', { ...MART, timeColumn: 'property' }, /This column is no time/],
    ['two columns of one name', { ...MART, columns: ['day', 'day'] }, /have one name/],
    ['a series without a number', { ...MART, as: 'series', columns: ['property'] }, /needs a numeric column/],
  ];
  it.each(REFUSED)('refuses %s with a sentence', async (_what, query, sentence) => {
    const refused = fixture.ask(query);
    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it('writes nothing and ends what takes too long', async () => {
    await expect(fixture.stores.readOnlyPool.query('delete from stg.lab_results')).rejects.toThrow(/read-only/);
    const { options } = fixture.stores.pool;
    const hasty = openPool(options.connectionString ?? '', { readOnly: true, statementTimeoutMs: 50, max: 1 });
    const slow = { text: 'select pg_sleep(20)', values: [], output: [] };
    await expect(runSelect({ pool: hasty, readOnlyPool: hasty }, slow, 1)).rejects.toThrow(/took too long/);
    await hasty.end();
  });

  it('ends the statement of an asker who has left, and answers the next one', async () => {
    const { pool, readOnlyPool } = fixture.stores;
    const asker = new AbortController();
    const slow = { text: 'select pg_sleep(300)', values: [], output: [] };
    const running = async (): Promise<number | null> =>
      (await pool.query("select from pg_stat_activity where query = 'select pg_sleep(300)' and state = 'active'"))
        .rowCount;
    const answer = runSelect({ pool, readOnlyPool }, slow, 1, asker.signal).catch((reason: unknown) => reason);
    await expect.poll(running).toBe(1);
    asker.abort(new Error('the panel was closed'));
    expect(await answer).toMatchObject({ message: 'the panel was closed' });
    await expect.poll(running).toBe(0);
    const quick = { text: 'select 7', values: [], output: [] };
    expect((await runSelect({ pool, readOnlyPool }, quick, 1, new AbortController().signal)).rows).toEqual([[7]]);
  });
});
