import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnValue } from './column-values.js';

const INT8 = 20;
const NUMERIC = 1700;
const FLOAT8 = 701;

describe('values of a source database', () => {
  it.each<[string, number, string | null, unknown]>([
    ['null', 25, null, null],
    ['text', 25, 'a "b"', 'a "b"'],
    ['true', 16, 't', true],
    ['false', 16, 'f', false],
    ['an integer', INT8, '-42', -42],
    ['an integer beyond 2^53', INT8, '9007199254740993', '9007199254740993'],
    ['a numeric with zeros at its end', NUMERIC, '12.50', 12.5],
    ['a numeric of one hundred', NUMERIC, '100', 100],
    ['a small numeric', NUMERIC, '0.00000012', 1.2e-7],
    ['a numeric with more digits than a double', NUMERIC, '0.12345678901234567890', '0.12345678901234567890'],
    ['no number', FLOAT8, 'NaN', 'NaN'],
    ['a time with a zone', 1184, '2026-01-02 03:04:05.678901+00', '2026-01-02T03:04:05.678901Z'],
    ['a time with another zone', 1184, '2026-01-02 03:04:05+05:30', '2026-01-02T03:04:05+05:30'],
    ['a time without a zone', 1114, '2026-01-02 03:04:05', '2026-01-02T03:04:05Z'],
    ['the end of all times', 1184, 'infinity', 'infinity'],
    ['a day', 1082, '2026-01-02', '2026-01-02'],
    ['JSON', 3802, '{"a": [1]}', { a: [1] }],
    ['a list of numbers', 1022, '{1.5,NULL,2}', [1.5, null, 2]],
    [
      'a list of lists',
      1007,
      '{{1,2},{3,4}}',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['a list of texts', 1009, '{"a,b",c}', ['a,b', 'c']],
  ])('reads %s', (_what, oid, text, value) => {
    expect(columnValue(oid, text)).toEqual(value);
  });

  it('reads every double and every safe integer as the number that it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(columnValue(FLOAT8, String(number))).toBe(number === 0 ? 0 : number);
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(columnValue(INT8, String(number))).toBe(number);
      }),
    );
  });

  it('never changes a whole number, whatever its length', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(BigInt(columnValue(NUMERIC, String(number)) as string | number)).toBe(number);
      }),
    );
  });
});
