import { fitsInt64, fitsUint64 } from '../int64.js';

/** Numbers of the line protocol, read from bytes. */

/** What a reading function leaves behind for its caller: numbers go back by fields because an object a value is too dear. */
export interface NumberScratch {
  value: number;
  billions: number;
  units: number;
  negative: boolean;
}

const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A mantissa below 10¹⁵ over a power of ten up to 10²² is one correctly rounded division (Clinger's fast path). */
export const decimalOf = (mantissa: number, fractionDigits: number): number =>
  mantissa / (POWERS_OF_TEN[fractionDigits] as number);

/** Any other float, by the engine's own parser; NaN where the text is no finite number. */
export function floatOf(text: string): number {
  if (!FLOAT.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Reads decimal digits of any length into `billions` and `units`; false if they do not fit 64 bits. */
export function readWide(
  bytes: Uint8Array,
  from: number,
  to: number,
  negative: boolean,
  unsigned: boolean,
  out: NumberScratch,
): boolean {
  let first = from;
  while (first < to - 1 && bytes[first] === 48) first++;
  if (to - first > 20) return false;
  const split = Math.max(first, to - 9);
  let billions = 0;
  for (let at = first; at < split; at++) billions = billions * 10 + ((bytes[at] as number) - 48);
  let units = 0;
  for (let at = split; at < to; at++) units = units * 10 + ((bytes[at] as number) - 48);
  out.billions = billions;
  out.units = units;
  out.negative = negative;
  return unsigned ? !negative && fitsUint64(billions, units) : fitsInt64(billions, units, negative);
}
