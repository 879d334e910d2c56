/** How the values of one decimal column are sent: in digits of base 10,000, at most `whole` before the point and always `parts` after it, `scale` decimal places of them. */
export interface NumericShape {
  readonly isWide: boolean;
  readonly whole: number;
  readonly parts: number;
  readonly scale: number;
  /** 1 as DuckDB holds it. */
  readonly unit: number;
  /** Of what lies behind the point as DuckDB holds it to what its digits of base 10,000 make. */
  readonly partsUnit: number;
}

const POSITIVE = 0x0000;
const NEGATIVE = 0x4000;
const BASE = 10_000;
const TWO_TO_31 = 2_147_483_648;
const TWO_TO_32 = 4_294_967_296;
/** High words of 64 bits up to which a double holds every whole number. */
const EXACT_HIGH_WORD = 0x1f_ffff;
const EXACT_PARTS = 3;
const HEAD_BYTES = 8;
const LOW_HALF = 0xffff;

/** Of a column of DuckDB's `decimal(precision, scale)`, which takes 64 bits a value or, if wide, 128. */
export const numericShape = (precision: number, scale: number): NumericShape => {
  const parts = Math.ceil(scale / 4);
  return {
    isWide: precision > 18,
    whole: Math.ceil((precision - scale) / 4),
    parts,
    scale,
    unit: 10 ** scale,
    partsUnit: 10 ** (4 * parts - scale),
  };
};

/** A value as DuckDB holds it; NaN where a double does not hold it or its parts. */
function nearValue(values: DataView, from: number, { isWide, parts }: NumericShape): number {
  const high = values.getInt32(from + 4, true);
  if (high > EXACT_HIGH_WORD || high < -EXACT_HIGH_WORD || parts > EXACT_PARTS) return Number.NaN;
  if (isWide) {
    const extension = high < 0 ? -1 : 0;
    if (values.getInt32(from + 8, true) !== extension || values.getInt32(from + 12, true) !== extension)
      return Number.NaN;
  }
  return high * TWO_TO_32 + values.getUint32(from, true);
}

/** Digits that a value needs before the point. */
function wholeDigits(absolute: number, { unit, whole }: NumericShape): number {
  let digits = 0;
  for (let bound = unit; digits < whole && absolute >= bound; bound *= BASE) digits += 1;
  return digits;
}

export function numericBytes(values: DataView, from: number, shape: NumericShape): number {
  const value = nearValue(values, from, shape);
  const whole = Number.isNaN(value) ? shape.whole : wholeDigits(Math.abs(value), shape);
  return HEAD_BYTES + 2 * (whole + shape.parts);
}

/**
 * Writes a decimal that DuckDB holds as a whole number of 64 or 128 bits as Postgres' `numeric_recv` reads it: four numbers of 16 bits (digits, weight of the first,
 * sign, scale) and digits of base 10,000. Zeros at the end are left to Postgres, which drops them.
 */
export function writeNumeric(values: DataView, from: number, shape: NumericShape, out: DataView, to: number): void {
  const value = nearValue(values, from, shape);
  if (Number.isNaN(value)) {
    writeLarge(values, from, shape, out, to);
    return;
  }
  const { parts, scale, unit, partsUnit } = shape;
  const absolute = Math.abs(value);
  const whole = wholeDigits(absolute, shape);
  writeHead(whole, parts, scale, value < 0 ? NEGATIVE : POSITIVE, out, to);
  let before = Math.floor(absolute / unit);
  // A quotient next to a whole number may be rounded to it.
  if (before * unit > absolute) before -= 1;
  writeDigits(before, whole, out, to + HEAD_BYTES);
  writeDigits((absolute - before * unit) * partsUnit, parts, out, to + HEAD_BYTES + 2 * whole);
}

function writeHead(whole: number, parts: number, scale: number, sign: number, out: DataView, to: number): void {
  out.setInt32(to, ((whole + parts) << 16) | ((whole - 1) & LOW_HALF));
  out.setInt32(to + 4, (sign << 16) | scale);
}

/** A whole number in so many digits; below 2³¹ in whole-number arithmetic, which takes half the time. */
function writeDigits(number: number, digits: number, out: DataView, to: number): void {
  let at = digits - 1;
  let rest = number;
  for (; at >= 0 && rest >= TWO_TO_31; at -= 1) {
    const next = Math.floor(rest / BASE);
    out.setInt16(to + 2 * at, rest - next * BASE);
    rest = next;
  }
  let small = rest | 0;
  for (; at >= 0; at -= 1) {
    const next = (small / BASE) | 0;
    out.setInt16(to + 2 * at, small - next * BASE);
    small = next;
  }
}

function writeLarge(values: DataView, from: number, shape: NumericShape, out: DataView, to: number): void {
  const { isWide, whole, parts, scale } = shape;
  const value = isWide
    ? (values.getBigInt64(from + 8, true) << 64n) + values.getBigUint64(from, true)
    : values.getBigInt64(from, true);
  writeHead(whole, parts, scale, value < 0n ? NEGATIVE : POSITIVE, out, to);
  let rest = (value < 0n ? -value : value) * 10n ** BigInt(4 * parts - scale);
  for (let at = whole + parts - 1; at >= 0; at -= 1) {
    out.setInt16(to + HEAD_BYTES + 2 * at, Number(rest % 10_000n));
    rest /= 10_000n;
  }
}
