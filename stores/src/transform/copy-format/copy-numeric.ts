/** Digits of base 10,000 that every value of a column is sent with: `whole` before and `parts` after the point, `scale` decimal places of them. */
export interface NumericShape {
  readonly whole: number;
  readonly parts: number;
  readonly scale: number;
}

const POSITIVE = 0x0000;
const NEGATIVE = 0x4000;
const BASE = 10_000;
const TWO_TO_32 = 4_294_967_296;
/** High words of 64 bits up to which a double holds every whole number. */
const EXACT_HIGH_WORD = 0x1f_ffff;
const EXACT_PARTS = 3;

/**
 * Writes a decimal that DuckDB holds as a whole number of 64 or 128 bits as Postgres' `numeric_recv` reads it: four numbers of 16 bits (digits, weight of the first,
 * sign, scale) and digits of base 10,000. Zeros in front and at the end are left to Postgres, which drops them.
 */
export function writeNumeric(
  values: DataView,
  from: number,
  isWide: boolean,
  shape: NumericShape,
  out: DataView,
  to: number,
): void {
  const { whole, parts, scale } = shape;
  out.setInt16(to, whole + parts);
  out.setInt16(to + 2, whole - 1);
  out.setInt16(to + 6, scale);
  const low = values.getUint32(from, true);
  const high = values.getInt32(from + 4, true);
  const isNear = high <= EXACT_HIGH_WORD && high >= -EXACT_HIGH_WORD;
  const extension = high < 0 ? -1 : 0;
  const fits =
    isNear &&
    parts <= EXACT_PARTS &&
    (!isWide || (values.getInt32(from + 8, true) === extension && values.getInt32(from + 12, true) === extension));
  if (!fits) {
    const value = isWide
      ? (values.getBigInt64(from + 8, true) << 64n) + values.getBigUint64(from, true)
      : values.getBigInt64(from, true);
    writeLarge(value, shape, out, to);
    return;
  }
  const value = high * TWO_TO_32 + low;
  out.setInt16(to + 4, value < 0 ? NEGATIVE : POSITIVE);
  const absolute = Math.abs(value);
  const unit = 10 ** scale;
  let before = Math.floor(absolute / unit);
  // A quotient next to a whole number may be rounded to it.
  if (before * unit > absolute) before -= 1;
  let after = (absolute - before * unit) * 10 ** (4 * parts - scale);
  for (let at = whole - 1; at >= 0; at -= 1) {
    const rest = Math.floor(before / BASE);
    out.setInt16(to + 8 + 2 * at, before - rest * BASE);
    before = rest;
  }
  for (let at = whole + parts - 1; at >= whole; at -= 1) {
    const rest = Math.floor(after / BASE);
    out.setInt16(to + 8 + 2 * at, after - rest * BASE);
    after = rest;
  }
}

function writeLarge(value: bigint, { whole, parts, scale }: NumericShape, out: DataView, to: number): void {
  out.setInt16(to + 4, value < 0n ? NEGATIVE : POSITIVE);
  let rest = (value < 0n ? -value : value) * 10n ** BigInt(4 * parts - scale);
  for (let at = whole + parts - 1; at >= 0; at -= 1) {
    out.setInt16(to + 8 + 2 * at, Number(rest % 10_000n));
    rest /= 10_000n;
  }
}
