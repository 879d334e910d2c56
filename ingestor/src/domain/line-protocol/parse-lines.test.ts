import { batchOf, type FieldType, type Reading, readingsOf, seriesOf } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { DecodeOptions } from '../decoded.js';
import { formatLine } from './format-line.js';
import { openLineParser } from './parse-lines.js';

const untyped: DecodeOptions = { precision: 'ns', receivedAtMs: 1_700_000_000_123, typeOf: () => undefined };
const parse = (text: string, options: Partial<DecodeOptions> = {}) =>
  openLineParser()(Buffer.from(text), { ...untyped, ...options });
const rows = (text: string, options: Partial<DecodeOptions> = {}) =>
  readingsOf(parse(text, options).batch).map(({ series, timeNs, value }) => [series.key, series.type, value, timeNs]);

// Property tests take seconds where the machine is busy; no test here waits for anything.
vi.setConfig({ testTimeout: 60_000 });

describe('the line protocol parser', () => {
  it('keeps every field of a line as a reading of its own type', () => {
    expect(rows('esp,pad=3,asset=well-101 t=81.5,n=-5i,u=7u,on=T,note="a, b=c" 1700000000000000123')).toEqual([
      ['esp,asset=well-101,pad=3 t', 'float', 81.5, 1700000000000000123n],
      ['esp,asset=well-101,pad=3 n', 'integer', -5n, 1700000000000000123n],
      ['esp,asset=well-101,pad=3 u', 'unsigned', 7n, 1700000000000000123n],
      ['esp,asset=well-101,pad=3 on', 'boolean', true, 1700000000000000123n],
      ['esp,asset=well-101,pad=3 note', 'string', 'a, b=c', 1700000000000000123n],
    ]);
  });

  it('keeps nanoseconds and 64-bit integers exactly', () => {
    expect(
      rows('m a=9223372036854775807i,b=-9223372036854775808i,c=18446744073709551615u -9223372036854775808'),
    ).toEqual([
      ['m a', 'integer', 9223372036854775807n, -9223372036854775808n],
      ['m b', 'integer', -9223372036854775808n, -9223372036854775808n],
      ['m c', 'unsigned', 18446744073709551615n, -9223372036854775808n],
    ]);
  });

  it.each([
    ['ns', '1700000000123456789', 1700000000123456789n],
    ['us', '1700000000123456', 1700000000123456000n],
    ['ms', '1700000000123', 1700000000123000000n],
    ['s', '1700000000', 1700000000000000000n],
    ['m', '28333333', 1699999980000000000n],
    ['h', '472222', 1699999200000000000n],
    ['ms', '-1', -1000000n],
    ['s', '0', 0n],
  ] as const)('reads a time in %s', (precision, time, expected) => {
    expect(rows(`m v=1 ${time}`, { precision })).toEqual([['m v', 'float', 1, expected]]);
  });

  it('gives a line without a time the time of its arrival', () => {
    expect(rows('m v=1')).toEqual([['m v', 'float', 1, 1700000000123000000n]]);
  });

  it('reads escapes as InfluxDB does', () => {
    const [reading] = readingsOf(
      parse('my\\ m\\,x,a\\ b=c\\,d\\=e,p=C:\\\\temp fi\\ eld="say \\"hi\\" \\\\ \\n" 1').batch,
    );
    expect(reading?.series).toMatchObject({
      measurement: 'my m,x',
      tags: { 'a b': 'c,d=e', p: 'C:\\\\temp' },
      field: 'fi eld',
    });
    expect(reading?.value).toBe('say "hi" \\ \\n');
  });

  it('counts the lines that a text value spans, so that line numbers stay right', () => {
    const { refused, batch } = parse('m s="one\ntwo\nthree" 1\nbad\nm s="x" 2');
    expect(batch.length).toBe(2);
    expect(refused).toMatchObject([{ line: 4, raw: 'bad' }]);
  });

  it('skips comments, blank lines and carriage returns', () => {
    expect(rows('# a comment\r\n\r\n  \nm v=1 1\r\n\tm v=2 2  \r\n')).toHaveLength(2);
  });

  it('keeps the good lines around a bad one and says which it is and why', () => {
    const decoded = parse('m v=1 1\nm v=x 2\nm,t v=3 3\nm v=4 4');
    expect(decoded).toMatchObject({ received: 4, refusedCount: 2 });
    expect(readingsOf(decoded.batch).map(({ value }) => value)).toEqual([1, 4]);
    expect(decoded.refused).toMatchObject([
      { line: 2, raw: 'm v=x 2', found: 'x', reason: 'the value of field "v" cannot be read' },
      { line: 3, raw: 'm,t v=3 3', reason: 'the tag "t" has no value' },
    ]);
  });

  it('stores nothing of a line whose last field is bad, and registers none of its types', () => {
    const decoded = parse('m a=1i,b="x",c=oops 1');
    expect(decoded.batch.length).toBe(0);
    expect(decoded.newTypes).toEqual([]);
  });

  it.each([
    ['m', 'no fields'],
    ['m ', 'no name or no value'],
    ['m v=', 'has no value'],
    ['m v=1x', 'cannot be read'],
    ['m v=NaN', 'cannot be read'],
    ['m v=1e999', 'cannot be read'],
    ['m v=9223372036854775808i', 'cannot be read'],
    ['m v=-1u', 'cannot be read'],
    ['m v=--1', 'cannot be read'],
    ['m v=1.5i', 'cannot be read'],
    ['m,a v=1', 'has no value'],
    ['m,=b v=1', 'tag key is empty'],
    ['m,a= v=1', 'is empty'],
    ['m,a=b=c v=1', 'unescaped equals'],
    ['m,a=1,a=2 v=1', 'given twice'],
    [',a=b v=1', 'measurement is empty'],
    ['m =1', 'no name or no value'],
    ['m v=1 12a', 'time cannot be read'],
    ['m v=1 99999999999999999999', 'out of range'],
    ['m v=1 1 1', 'behind the time'],
    ['m v="x', 'not closed'],
    ['m v=1,', 'no name or no value'],
  ])('refuses %j: %s', (line, reason) => {
    const decoded = parse(line);
    expect(decoded.batch.length).toBe(0);
    expect(decoded.refused).toHaveLength(1);
    expect(decoded.refused[0]?.reason).toContain(reason);
  });

  it('refuses text that is not valid UTF-8', () => {
    const parser = openLineParser();
    const bytes = Buffer.concat([Buffer.from('m s="'), Buffer.from([0xff]), Buffer.from('" 1\nm s="\uFFFD" 2')]);
    const decoded = parser(bytes, untyped);
    expect(decoded.refused).toMatchObject([{ line: 1 }]);
    expect(decoded.batch.strings).toEqual(['\uFFFD']);
  });

  it('refuses a line that writes another type than the registered one', () => {
    const decoded = parse('m v=1i 1\nm v=2 2', { typeOf: () => 'float' });
    expect(decoded.refused).toMatchObject([{ line: 1, found: 'integer', expected: 'float' }]);
    expect(decoded.newTypes).toEqual([]);
    expect(decoded.batch.length).toBe(1);
  });

  it('claims a type that nobody has registered once, for the first line that uses it', () => {
    const decoded = parse('m v=1i 1\nm v=2 2\nm,a=b v=3i 3');
    expect(decoded.newTypes).toEqual([{ measurement: 'm', field: 'v', type: 'integer' }]);
    expect(decoded.refused).toMatchObject([{ line: 2, found: 'float', expected: 'integer' }]);
  });

  it('claims a type for a good line even when a refused one has used it before', () => {
    const decoded = parse('m v=1i,w=bad 1\nm v=2i 2\nm v=3 3');
    expect(decoded.newTypes).toEqual([{ measurement: 'm', field: 'v', type: 'integer' }]);
    expect(decoded.refused.map(({ line }) => line)).toEqual([1, 3]);
  });

  it('knows a series again whatever the order of its tags, and gives it one place', () => {
    const { batch } = parse('m,b=2,a=1 v=1 1\nm,a=1,b=2 v=2 2');
    expect([...batch.seriesIndex]).toEqual([0, 0]);
    expect(batch.series[0]?.key).toBe('m,a=1,b=2 v');
  });

  it('tells and quarantines a thousand bad lines one by one, and the rest as one', () => {
    const decoded = parse('bad\n'.repeat(2_500));
    expect(decoded.refusedCount).toBe(2_500);
    expect(decoded.refused).toHaveLength(1_001);
    expect(decoded.refused.at(-1)).toMatchObject({ line: 1_001, reason: expect.stringContaining('1500 more') });
  });

  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !/[\p{Cc}\uFFFD]/u.test(text) && !/\p{Cs}/u.test(text) && !text.endsWith('\\'));
  const measurement = name.filter((text) => !/^[#\s]/.test(text));
  const value: fc.Arbitrary<{ type: FieldType; value: Reading['value'] }> = fc.oneof(
    fc.record({ type: fc.constant('float' as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ type: fc.constant('integer' as const), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }),
    fc.record({ type: fc.constant('unsigned' as const), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
    fc.record({
      type: fc.constant('string' as const),
      value: fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cs}/u.test(text)),
    }),
  );
  const reading: fc.Arbitrary<Reading> = fc
    .tuple(measurement, fc.dictionary(name, name, { maxKeys: 4 }), name, value, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))
    .map(([m, tags, field, { type, value: v }, timeNs]) => ({
      series: seriesOf(m, tags, `${type}-${field}`, type),
      timeNs,
      value: Object.is(v, -0) ? 0 : v,
    }));

  it('reads back what was written, whatever the names and values (property)', () => {
    const parser = openLineParser();
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 20 }), (readings) => {
        const decoded = parser(Buffer.from(readings.map(formatLine).join('\n')), untyped);
        expect(decoded.refused).toEqual([]);
        expect(readingsOf(decoded.batch)).toEqual(readingsOf(batchOf(readings)));
      }),
      { numRuns: 400 },
    );
  });

  it('never throws, and accounts for every line that is not blank or a comment (property)', () => {
    const parser = openLineParser();
    const alphabet = fc.constantFrom(...Array.from('m,=v \\"#1.-+eiutTF\n\r\t0９é'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: alphabet, maxLength: 80 }), fc.uint8Array()), (input) => {
        const body = Buffer.from(input as string);
        const decoded = parser(body, untyped);
        const points = new Set(readingsOf(decoded.batch).map(({ series }) => series.pointKey));
        expect(decoded.received).toBeGreaterThanOrEqual(decoded.refusedCount);
        expect(points.size).toBeLessThanOrEqual(decoded.received - decoded.refusedCount);
      }),
      { numRuns: 2_000 },
    );
  });

  it('agrees with the engine on every float (property)', () => {
    const parser = openLineParser();
    const decimal = fc.tuple(fc.integer(), fc.nat({ max: 999_999 })).map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), decimal)),
        (texts) => {
          const decoded = parser(Buffer.from(texts.map((text) => `m v=${text} 1`).join('\n')), untyped);
          expect([...(decoded.batch.numbers ?? [])]).toEqual(texts.map(Number));
        },
      ),
    );
  });
});
