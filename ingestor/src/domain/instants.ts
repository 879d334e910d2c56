import { fitsInt64 } from './int64.js';
import type { NumberScratch } from './line-protocol/numbers.js';
import type { Precision } from './decoded.js';

/** Times of readings: nanoseconds since the epoch, as `billions` (whole seconds) and `units` (the nanoseconds of that second). */

/** Decimal digits that a precision lacks to nanoseconds; minutes and hours are seconds times this. */
const MISSING_DIGITS: Readonly<Record<Precision, number>> = { ns: 0, us: 3, ms: 6, s: 9, m: 9, h: 9 };
const SECONDS: Readonly<Record<Precision, number>> = { ns: 1, us: 1, ms: 1, s: 1, m: 60, h: 3_600 };
const POWERS_OF_TEN = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** Reads the digits in [from, to) as an instant in `precision`; false if it lies outside of the years 1677 to 2262. */
export function readInstant(
  bytes: Uint8Array,
  from: number,
  to: number,
  negative: boolean,
  precision: Precision,
  out: NumberScratch,
): boolean {
  let first = from;
  while (first < to - 1 && bytes[first] === 48) first++;
  const missing = MISSING_DIGITS[precision];
  if (to - first + missing > 19) return false;
  const split = Math.max(first, to - (9 - missing));
  let billions = 0;
  for (let at = first; at < split; at++) billions = billions * 10 + ((bytes[at] as number) - 48);
  let units = 0;
  for (let at = split; at < to; at++) units = units * 10 + ((bytes[at] as number) - 48);
  out.billions = billions * SECONDS[precision];
  out.units = units * (POWERS_OF_TEN[missing] as number);
  out.negative = negative;
  return fitsInt64(out.billions, out.units, negative);
}

/** Precision as InfluxDB's clients spell it, in version 1 (`n u ms s m h`) and 2 (`ns us ms s`); undefined if nobody does. */
export function precisionOf(text: string | null, version: 1 | 2): Precision | undefined {
  if (text === null || text === '') return 'ns';
  switch (text) {
    case 'ns':
    case 'us':
    case 'ms':
    case 's':
      return text;
    case 'n':
      return version === 1 ? 'ns' : undefined;
    case 'u':
    case 'µ':
      return version === 1 ? 'us' : undefined;
    case 'm':
    case 'h':
      return version === 1 ? text : undefined;
    default:
      return undefined;
  }
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;
const MIN_NS = -(2n ** 63n);
const MAX_NS = 2n ** 63n - 1n;
const NS_OF: Readonly<Record<Precision, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** An instant of a JSON point: RFC 3339 text with up to nine decimals, or a whole number in `precision`, as number or text. */
export function instantOf(time: string | number, precision: Precision): bigint | undefined {
  if (typeof time === 'number') return Number.isSafeInteger(time) ? within(BigInt(time) * NS_OF[precision]) : undefined;
  if (/^-?\d{1,20}$/.test(time)) return within(BigInt(time) * NS_OF[precision]);
  const parts = RFC_3339.exec(time);
  if (!parts) return undefined;
  const seconds = Date.parse(`${(parts[1] ?? '').replace(/[t ]/, 'T')}${(parts[3] ?? '').toUpperCase()}`);
  if (Number.isNaN(seconds)) return undefined;
  return within(BigInt(seconds) * 1_000_000n + BigInt((parts[2] ?? '').padEnd(9, '0')));
}

const within = (ns: bigint): bigint | undefined => (ns >= MIN_NS && ns <= MAX_NS ? ns : undefined);
