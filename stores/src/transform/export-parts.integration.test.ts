import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { copyInto } from '../postgres/copy-into.js';
import { literal, withEngine } from './engine.js';
import { exportParts } from './export-parts.js';

/** A column: its type in DuckDB, its type in Postgres, its values as SQL of DuckDB and as Postgres shows them. */
interface Column {
  readonly duckdb: string;
  readonly postgres: string;
  readonly values: readonly (readonly [sql: string, shown: string | null])[];
}
const same = (...texts: readonly string[]): Column['values'] => texts.map((text) => [literal(text), text]);

const COLUMNS: readonly Column[] = [
  {
    duckdb: 'bigint',
    postgres: 'bigint',
    values: same('0', '-1', '4294967296', '9223372036854775807', '-9223372036854775808'),
  },
  { duckdb: 'integer', postgres: 'bigint', values: same('-2147483648', '7') },
  { duckdb: 'integer', postgres: 'integer', values: same('-2147483648', '2147483647') },
  { duckdb: 'smallint', postgres: 'smallint', values: same('-32768', '32767') },
  { duckdb: 'double', postgres: 'double precision', values: same('-0.1', '1e+300', 'NaN', 'Infinity') },
  { duckdb: 'float', postgres: 'real', values: same('1.5', '-Infinity') },
  {
    duckdb: 'boolean',
    postgres: 'boolean',
    values: [
      ['true', 'true'],
      ['false', 'false'],
    ],
  },
  { duckdb: 'date', postgres: 'date', values: same('2026-03-02', '1969-12-31', '0001-01-01', 'infinity', '-infinity') },
  {
    duckdb: 'timestamptz',
    postgres: 'timestamptz',
    values: [
      ...same('infinity', '-infinity'),
      [`'2026-03-02T10:00:00.123456Z'`, '2026-03-02 10:00:00.123456+00'],
      [`'1999-12-31T23:59:59.999999Z'`, '1999-12-31 23:59:59.999999+00'],
      [`'0001-01-01T00:00:00Z'`, '0001-01-01 00:00:00+00'],
      [`'9999-12-31T23:59:59.999999Z'`, '9999-12-31 23:59:59.999999+00'],
    ],
  },
  { duckdb: 'timestamp', postgres: 'timestamp', values: same('2026-03-02 10:00:00.5', '1900-01-01 00:00:00') },
  {
    duckdb: 'varchar',
    postgres: 'text',
    values: same('', 'short', 'twelve bytes', 'thirteen byte', '\\N', 'é "quoted", and\nmore lines than one 🛢'),
  },
  { duckdb: 'varchar', postgres: 'varchar(20)', values: same('within its length') },
  { duckdb: 'varchar', postgres: 'jsonb', values: same('{"a": [1, "two"]}', '"a text of more than twelve bytes"') },
  {
    duckdb: 'decimal(18, 6)',
    postgres: 'numeric(18, 6)',
    values: same('0.000000', '-0.000001', '9999.999999', '10000.000000', '999999999999.999999', '-123456.700000'),
  },
  { duckdb: 'decimal(4, 1)', postgres: 'numeric', values: same('0.0', '-999.9', '12.5') },
  {
    duckdb: 'decimal(38, 10)',
    postgres: 'numeric',
    values: same('-9999999999999999999999999999.9999999999', '0.0000000001', '9007199254740993.0000000000'),
  },
  {
    duckdb: 'decimal(18, 18)',
    postgres: 'numeric(18, 18)',
    values: same('0.123456789012345678', '-0.000000000000000001'),
  },
  {
    duckdb: 'decimal(18, 3)',
    postgres: 'numeric(14, 2)',
    values: [
      ['1.005', '1.01'],
      ['-1.005', '-1.01'],
      ['1.004', '1.00'],
    ],
  },
];

describe('rows of a work table on their way into Postgres', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'wellhead-export-'));
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(async () => {
    await database?.close();
    rmSync(dir, { recursive: true });
  });

  /** Rows of a SELECT of DuckDB, by way of Parquet and COPY, as texts of a table with these types. */
  async function sent(select: string, types: readonly string[]) {
    const [parquet, file] = [path.join(dir, 'part.parquet'), path.join(dir, 'rows.copy')];
    await withEngine({ memoryMb: 128, spillDir: dir }, async (connection) => {
      await connection.run(`copy (${select}) to ${literal(parquet)} (format parquet)`);
    });
    const columns = types.map((_, at) => `c${at}`);
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`create table ops.sent (${types.map((type, at) => `c${at} ${type}`).join(', ')})`);
      const { rows: named } = await client.query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'ops.sent'::regclass and attnum > 0 order by attnum`,
      );
      const format = await exportParts({ parts: [parquet], columns: named, file });
      await pipeline(createReadStream(file), copyInto(client, 'ops.sent', columns, format).stream);
      const { rows } = await client.query<(string | null)[]>({
        text: `select ${columns.map((column) => `${column}::text`).join(', ')} from ops.sent order by ctid`,
        rowMode: 'array',
      });
      return { format, rows };
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  it.each(COLUMNS)('sends $duckdb to $postgres in binary, each value and null as it is', async (column) => {
    const values = [...column.values, ['null', null] as const];
    const select = `select cast(v as ${column.duckdb}) as c0 from (values ${values.map(([sql], at) => `(${at}, ${sql})`).join(', ')}) t (place, v) order by place`;
    const { format, rows } = await sent(select, [column.postgres]);
    expect(format).toBe('binary');
    expect(rows.map(([shown]) => shown)).toEqual(values.map(([, shown]) => shown));
  });

  it('sends many rows of many columns, some of them null, in their order', async () => {
    const rows = 5_000;
    const select = `select range as c0, case when range % 3 > 0 then 'trader ' || repeat('x', (range % 9)::int) end as c1,
      case when range % 7 > 0 then (range / 8)::decimal(18, 6) end as c2, timestamptz '2026-01-01' + range * interval 1 second as c3 from range(${rows})`;
    const got = await sent(select, ['bigint', 'text', 'numeric(18, 6)', 'timestamptz']);
    expect(got.format).toBe('binary');
    expect(got.rows).toHaveLength(rows);
    for (const at of [0, 1, 2_047, 2_048, 2_049, 4_999]) {
      const time = new Date(Date.UTC(2026, 0, 1) + at * 1_000).toISOString().slice(0, 19).replace('T', ' ');
      expect(got.rows[at]).toEqual([
        String(at),
        at % 3 > 0 ? `trader ${'x'.repeat(at % 9)}` : null,
        at % 7 > 0 ? (at / 8).toFixed(6) : null,
        `${time}+00`,
      ]);
    }
  });

  it('leaves refused rows out', async () => {
    const select = `select 1::bigint as c0, null::varchar as reject_reason union all select 2, 'too late'`;
    expect((await sent(select, ['bigint'])).rows).toEqual([['1']]);
  });

  it.each([
    ['a list', 'array[1, 2]', 'integer[]', '{1,2}', `'{1,2}'`],
    ['a float for a numeric column', '0.1::double', 'numeric', '0.1', undefined],
    ['a text for a number', `'7'`, 'integer', '7', undefined],
  ])('sends %s as text, which Postgres reads in its own way', async (_, sql, type, shown, asText) => {
    const { format, rows } = await sent(`select ${asText ?? sql} as c0`, [type]);
    expect(format).toBe('csv');
    expect(rows).toEqual([[shown]]);
  });

  it('refuses a float for a column of whole numbers, as COPY does with text, and does not round it', async () => {
    await expect(sent('select 1.5::double as c0', ['integer'])).rejects.toThrow(/invalid input syntax/);
  });

  it('sends every decimal as Postgres reads its text', async () => {
    const decimal = fc
      .record({ scale: fc.integer({ min: 0, max: 18 }), digits: fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n) })
      .map(({ scale, digits }) => ({ scale, text: withPoint(digits, scale) }));
    await fc.assert(
      fc.asyncProperty(fc.array(decimal, { minLength: 5, maxLength: 12 }), async (decimals) => {
        const select = `select ${decimals.map(({ scale, text }, at) => `cast('${text}' as decimal(18, ${scale})) as c${at}`).join(', ')}`;
        const { format, rows } = await sent(
          select,
          decimals.map(() => 'numeric'),
        );
        expect(format).toBe('binary');
        expect(rows[0]).toEqual(decimals.map(({ text }) => text));
      }),
      { numRuns: 12 },
    );
  });
});

function withPoint(digits: bigint, scale: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const point = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return digits < 0n ? `-${point}` : point;
}
