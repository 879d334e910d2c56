import { type Reading, batchOf, seriesOf } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteIntegers } from './influx-http.js';
import { identifier, nsOfRfc3339, selectSql } from './influxql.js';
import { encodeLines } from './line-protocol.js';

const float = (field: string, asset = 'a') => seriesOf('esp', { asset }, field, 'float');
const encode = (readings: readonly Reading[], unsigned = true) => {
  const batch = batchOf(readings);
  return encodeLines(batch, Array.from({ length: batch.length }).keys(), unsigned);
};

describe('line protocol to InfluxDB', () => {
  it('puts the fields of one point in one line, as they came in', () => {
    const { lines } = encode([
      { series: float('current'), timeNs: 5n, value: 1.5 },
      { series: seriesOf('esp', { asset: 'a' }, 'on', 'boolean'), timeNs: 5n, value: true },
      { series: float('current'), timeNs: 6n, value: 2 },
    ]);
    expect(lines).toEqual([
      { text: 'esp,asset=a current=1.5,on=true 5', rows: [0, 1] },
      { text: 'esp,asset=a current=2 6', rows: [2] },
    ]);
  });

  it('keeps the order of two values of one field at one time', () => {
    const { lines } = encode([1, 2].map((value) => ({ series: float('current'), timeNs: 5n, value })));
    expect(lines.map(({ text }) => text)).toEqual(['esp,asset=a current=1 5', 'esp,asset=a current=2 5']);
  });

  it('writes every type, with its digits and its escapes', () => {
    const one = (type: 'integer' | 'unsigned' | 'string', value: bigint | string) =>
      encode([{ series: seriesOf('m, x', { 'k=': 'v v' }, 'f,f', type), timeNs: -1n, value }]).lines[0]?.text;
    expect(one('integer', -9_223_372_036_854_775_808n)).toBe('m\\,\\ x,k\\==v\\ v f\\,f=-9223372036854775808i -1');
    expect(one('unsigned', 18_446_744_073_709_551_615n)).toBe('m\\,\\ x,k\\==v\\ v f\\,f=18446744073709551615u -1');
    expect(one('string', 'a"b\\c\nd')).toBe('m\\,\\ x,k\\==v\\ v f\\,f="a\\"b\\\\c\nd" -1');
  });

  it('refuses what the protocol cannot carry, each row with its reason', () => {
    const { lines, refused } = encode(
      [
        { series: float('v', 'back\\'), timeNs: 1n, value: 1 },
        { series: float('v'), timeNs: 1n, value: Number.POSITIVE_INFINITY },
        { series: seriesOf('esp', {}, 'n', 'unsigned'), timeNs: 1n, value: 1n },
        { series: float('v'), timeNs: 1n, value: 4 },
      ],
      false,
    );
    expect(refused.map(({ row }) => row)).toEqual([0, 1, 2]);
    expect(refused.map(({ reason }) => reason).join('\n')).toMatch(/backslash[^]*float Infinity[^]*unsigned/);
    expect(lines).toEqual([{ text: 'esp,asset=a v=4 1', rows: [3] }]);
  });

  it('holds every row once, in a line of its own point', () => {
    const reading = fc.record({
      field: fc.constantFrom('a', 'b', 'c'),
      asset: fc.constantFrom('w-1', 'w-2'),
      timeNs: fc.bigInt({ min: 0n, max: 3n }),
      value: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(reading), (all) => {
        const readings = all.map(({ field, asset, timeNs, value }) => ({ series: float(field, asset), timeNs, value }));
        const { lines } = encode(readings);
        expect(lines.flatMap(({ rows }) => rows)).toEqual(readings.map((_, row) => row));
        for (const { text, rows } of lines) {
          for (const row of rows) {
            const { series, timeNs, value } = readings[row] as Reading;
            expect(text.startsWith(`${series.pointKey} `) && text.endsWith(` ${timeNs}`)).toBe(true);
            expect(` ${text.split(' ')[1]},`).toContain(`${series.field}=${value}`);
          }
        }
      }),
    );
  });
});

describe('answers of InfluxQL', () => {
  it('keeps every digit of long integers, and leaves texts alone', () => {
    const parse = (text: string): unknown => JSON.parse(quoteIntegers(text));
    expect(parse('[9223372036854775807,-9007199254740993,12,1.25]')).toEqual([
      '9223372036854775807',
      '-9007199254740993',
      12,
      1.25,
    ]);
    expect(parse('{"a\\"1234567890123456789":"x 1234567890123456789 \\\\"}')).toEqual({
      'a"1234567890123456789': 'x 1234567890123456789 \\',
    });
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }), fc.string(), (value, text) => {
        const [number, kept] = parse(`[${value},${JSON.stringify(text)}]`) as [string | number, string];
        expect([BigInt(number), kept]).toEqual([value, text]);
      }),
    );
  });

  it('reads times to the nanosecond, before 1970 too', () => {
    expect(nsOfRfc3339('2026-03-01T00:00:00.123456789Z')).toBe(1_772_323_200_123_456_789n);
    expect(nsOfRfc3339('2026-03-01T00:00:00.1Z')).toBe(1_772_323_200_100_000_000n);
    expect(nsOfRfc3339('1969-12-31T23:59:59.999999999Z')).toBe(-1n);
    expect(() => nsOfRfc3339('yesterday')).toThrow('not RFC 3339');
  });

  it('always asks with both bounds, and escapes what it is given', () => {
    expect(selectSql('"f"::field', 'm"', { fromNs: 1n, toNs: 2n }, { asset: ["it's", 'b'] }, { everyNs: 60n })).toBe(
      `SELECT "f"::field FROM "m\\"" WHERE time >= 1 AND time < 2 AND ("asset"::tag = 'it\\'s' OR "asset"::tag = 'b') GROUP BY *, time(60ns)`,
    );
    expect(identifier('a\\b"c')).toBe('"a\\\\b\\"c"');
  });
});
