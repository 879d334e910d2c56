import { type FieldType, readingsOf } from '@wellhead/contracts';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { type DecodeOptions, PRECISIONS } from '../decoded.js';
import { openLineParser } from './parse-lines.js';

vi.setConfig({ testTimeout: 60_000 });

const TYPES: Readonly<Record<string, FieldType>> = { f: 'float', g: 'float', n: 'integer', u: 'unsigned', s: 'string' };
const options: DecodeOptions = { precision: 'ns', receivedAtMs: 1_700_000_000_123, typeOf: (_, field) => TYPES[field] };

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '-2.5', '0.1', '12345678901234', '00.50', '3.', '.5', '-0') },
  { weight: 2, arbitrary: fc.constantFrom('5i', '-7i', '900719925474099i', '9223372036854775807i', '0i') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1e3', '+4', '-', '', '1.2.3', '5u', '"a"', 't', '1234567890123456', '5ii', '1.0i'),
  },
);
const field = fc.tuple(fc.constantFrom('f', 'g', 'n', 'u', 's', 'f=', 'ff'), value).map((pair) => pair.join('='));
const time = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 9_223_372_036_854_775_807n }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom('1700000000', '1700000000123', '1700000000123456', '1700000000123456789') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '5',
      '-1700000000123456789',
      '17000000001234567890',
      '170000000012345678x',
      '9999999999999999999',
    ),
  },
);
const line = fc
  .tuple(
    fc.constantFrom('m,a=1', 'm,a=2', 'm', 'long\\ name,asset=well-101,pad=3', 'm,a'),
    fc.array(field, { minLength: 1, maxLength: 3 }),
    time,
  )
  .map(([key, fields, at]) => `${key} ${fields.join(',')} ${at}`);
const body = fc
  .tuple(
    fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.constantFrom('', '# comment', '  ')), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([lines, end]) => lines.join(end));

const told = (parse: ReturnType<typeof openLineParser>, text: string, given: DecodeOptions) => {
  const { batch, received, refusedCount, refused } = parse(Buffer.from(text), given);
  const rows = readingsOf(batch).map((reading) => [
    reading.series.key,
    reading.series.type,
    reading.value,
    reading.timeNs,
  ]);
  batch.release();
  return { rows, received, refusedCount, refused };
};

it('reads lines that it has seen before exactly as it read them first', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), fc.constantFrom(...PRECISIONS), (bodies, precision) => {
      const given = { ...options, precision };
      const parse = openLineParser();
      // Twice, so that the second time everything has been seen before; a parser of its own has seen nothing.
      for (const text of [...bodies, ...bodies])
        expect(told(parse, text, given)).toEqual(told(openLineParser(), text, given));
    }),
    { numRuns: 300 },
  );
});

it('follows senders that change the order of their lines', () => {
  const parse = openLineParser();
  const one = 'm,a=1 f=1,n=2i 1700000000000000001\nm,a=2 f=3,n=4i 1700000000000000002\n';
  const other = 'm,a=2 f=5,n=6i 1700000000000000003\nm,a=1 f=7,n=8i 1700000000000000004';
  for (const text of [one, other, one, other])
    expect(told(parse, text, options)).toEqual(told(openLineParser(), text, options));
});
