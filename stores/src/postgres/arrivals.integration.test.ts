import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { openFieldTypeRegistry } from './field-types.js';
import { inTransaction } from './pool.js';
import { listQuarantine, quarantineRows } from './quarantine.js';
import { saveRecords } from './records.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
});
afterAll(() => database.close());

describe('field types', () => {
  it('lets the first of two processes win, whoever asks', async () => {
    const [one, two] = await Promise.all([openFieldTypeRegistry(database.pool), openFieldTypeRegistry(database.pool)]);
    const answers = await Promise.all([
      one.register([{ measurement: 'm', field: 'a', type: 'float' }]),
      two.register([{ measurement: 'm', field: 'a', type: 'integer' }]),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(one.known('m', 'a')).toBe(two.known('m', 'a'));
    const third = await openFieldTypeRegistry(database.pool);
    expect(third.known('m', 'a')).toBe(one.known('m', 'a'));
    expect(third.known('m', 'b')).toBeUndefined();
  });

  it('takes the first of two types in one request, and many writers at once', async () => {
    const registry = await openFieldTypeRegistry(database.pool);
    const both = await registry.register([
      { measurement: 'n', field: 'a', type: 'string' },
      { measurement: 'n', field: 'a', type: 'float' },
    ]);
    expect(both.map((one) => one.type)).toEqual(['string', 'string']);
    const fields = Array.from({ length: 50 }, (_, at) => ({
      measurement: 'many',
      field: `f${at}`,
      type: 'float' as const,
    }));
    await Promise.all([registry.register(fields), registry.register([...fields].reverse()), registry.register(fields)]);
    expect(registry.known('many', 'f49')).toBe('float');
  });
});

describe('quarantine', () => {
  it('keeps a refused row once, whatever bytes it holds', async () => {
    const row = {
      receivedAtMs: 1_700_000_000_123,
      source: 'http',
      refusedBy: 'parser',
      reason: 'line 3: no field',
      raw: 'cpu\u0000 "x"',
      place: { line: 3 },
      spoolSequence: 7,
      ingestor: 'a',
    };
    await quarantineRows(database.pool, [row]);
    await quarantineRows(database.pool, [row]);
    const rows = await listQuarantine(database.pool, { state: 'open' });
    expect(rows).toHaveLength(1);
    const asItCame = { kind: 'lines', covers: 1, isPart: false, corrected: null, attempts: 0 };
    expect(rows[0]).toMatchObject({ ...row, ...asItCame, raw: 'cpu\uFFFD "x"', state: 'open' });
    expect(await listQuarantine(database.pool, { source: 'mqtt' })).toEqual([]);
  });
});

describe('records', () => {
  const [recordType] = examplePack.manifest.recordTypes;
  if (recordType === undefined) throw new Error('the example pack has a record type');
  const batch = { receivedAtMs: 1_700_000_000_000, source: 'lab', batchId: 'b1' };
  const save = (rows: readonly Record<string, unknown>[]) =>
    inTransaction(database.pool, (client) => saveRecords(client, recordType, rows, batch));

  it('keeps one row a natural key: the last, also within a batch and however the key is written', async () => {
    await save([{ sample_id: 1, taken_on: '2026-01-02', property: 'density', value: 0.8, curve: [1, 2.5] }]);
    const outcome = await save([
      { sample_id: 1, taken_on: '2026-01-02', value: 0.7 },
      { sample_id: 1, taken_on: '20260102', value: 0.75 },
    ]);
    expect(outcome.refused).toEqual([]);
    const { rows } = await database.pool.query('select * from stg.lab_results where sample_id = 1');
    expect(rows).toEqual([
      {
        sample_id: '1',
        taken_on: '2026-01-02',
        property: null,
        value: '0.75',
        curve: null,
        received_at: new Date(batch.receivedAtMs),
        source: 'lab',
        batch_id: 'b1',
      },
    ]);
  });

  it('stores the good rows of a batch and names those that Postgres refuses', async () => {
    const rows = Array.from({ length: 9 }, (_, at) => ({ sample_id: 100 + at, taken_on: '2026-01-03', value: at }));
    const outcome = await save(
      rows.map((row, at) => (at === 4 ? { ...row, value: -1 } : at === 7 ? { ...row, taken_on: 'soon' } : row)),
    );
    expect(outcome.stored).toBe(7);
    expect(outcome.refused.map((row) => row.index)).toEqual([4, 7]);
    expect(outcome.refused[0]?.reason).toMatch(/check constraint/);
    const { rows: found } = await database.pool.query(
      'select count(*)::int as n from stg.lab_results where sample_id >= 100',
    );
    expect(found).toEqual([{ n: 7 }]);
  });
});
