import type { Random } from './random.js';

/** Bytes and texts that parsers have stumbled over, here and elsewhere. */
const SPECIAL: readonly Buffer[] = [
  ...[
    '',
    '"',
    '\\',
    '\\\\',
    '\\"',
    '\n',
    '\r\n',
    '\t',
    ',',
    '=',
    ' ',
    '#',
    '{',
    '}',
    '[',
    ']',
    ':',
    '\0',
    '\u2028',
    '\u202e',
    '\ufeff',
    '😀',
    '__proto__',
    'constructor',
    'toString',
    'null',
    'true',
    'NaN',
    '-Infinity',
    '1e999',
    '-0',
    '0x1f',
    '9223372036854775807i',
    '9223372036854775808i',
    '-9223372036854775809i',
    '18446744073709551616u',
    '1.7976931348623157e309',
    '99999999999999999999999999999999',
    '-9223372036854775808',
    '2026-02-30T25:61:61Z',
    '1677-09-21T00:12:43.145224191Z',
    "'; drop table ops.tokens; --",
    '$1',
    '%00',
    '%ff',
    '../../../etc/passwd',
    '{"a":',
    '[[[[[[[[',
    '<!DOCTYPE x [<!ENTITY a "a">]>',
  ].map((text) => Buffer.from(text)),
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
];

/** Longest input that is made, in bytes: long enough for quadratic work to show, short enough for many. */
const MOST_BYTES = 65_536;

type Mutation = (bytes: Buffer, random: Random, corpus: readonly Buffer[]) => Buffer;

const splice = (bytes: Buffer, at: number, removed: number, added: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);

const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (bytes, random) => {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    const at = random.below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random.below(8));
    return copy;
  },
  // Any byte.
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1, Buffer.from([random.below(256)])),
  // Something special, put in or in place of something.
  (bytes, random) =>
    splice(bytes, random.below(bytes.length + 1), random.below(2) * random.below(8), random.pick(SPECIAL)),
  // A part left out.
  (bytes, random) => splice(bytes, random.below(bytes.length + 1), 1 + random.below(16), Buffer.alloc(0)),
  // Broken off.
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  // A part again.
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return splice(bytes, at, 0, bytes.subarray(at, at + 1 + random.below(32)));
  },
  // A part of another input.
  (bytes, random, corpus) => {
    const other = random.pick(corpus);
    const from = random.below(other.length + 1);
    return splice(
      bytes,
      random.below(bytes.length + 1),
      random.below(8),
      other.subarray(from, from + 1 + random.below(64)),
    );
  },
  // A digit for another.
  (bytes, random) => {
    const digits = [...bytes.keys()].filter((at) => (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57);
    if (digits.length === 0) return bytes;
    return splice(bytes, random.pick(digits), 1, random.pick(SPECIAL));
  },
  // Very often the same.
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const part = bytes.subarray(at, at + 1 + random.below(4));
    if (part.length === 0) return bytes;
    const times = 1 << random.below(13);
    return splice(bytes, at, 0, Buffer.alloc(Math.min(part.length * times, MOST_BYTES), part));
  },
];

/** One input made from another by one to six changes. */
export function mutate(bytes: Buffer, random: Random, corpus: readonly Buffer[]): Buffer {
  let changed = bytes;
  for (let left = 1 + random.below(6); left > 0; left -= 1)
    changed = random.pick(MUTATIONS)(changed, random, corpus).subarray(0, MOST_BYTES);
  return changed;
}
