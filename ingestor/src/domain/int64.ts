/**
 * 64-bit integers without BigInt: a decimal number is read as `billions × 10⁹ + units` (both exact doubles) and written as two
 * 32-bit halves into the memory of a BigInt64Array. One BigInt a row would cost more than parsing the row.
 */

const TWO_16 = 65_536;
const TWO_32 = 4_294_967_296;
const BILLION = 1_000_000_000;

/** int64 has the range ±9 223 372 036 · 10⁹ ± 854 775 807. */
const MAX_BILLIONS = 9_223_372_036;
const MAX_UNITS = 854_775_807;
const MAX_UNSIGNED_BILLIONS = 18_446_744_073;
const MAX_UNSIGNED_UNITS = 709_551_615;

export const fitsInt64 = (billions: number, units: number, negative: boolean): boolean =>
  billions < MAX_BILLIONS || (billions === MAX_BILLIONS && units <= (negative ? MAX_UNITS + 1 : MAX_UNITS));

export const fitsUint64 = (billions: number, units: number): boolean =>
  billions < MAX_UNSIGNED_BILLIONS || (billions === MAX_UNSIGNED_BILLIONS && units <= MAX_UNSIGNED_UNITS);

/** Writes ±(billions × 10⁹ + units) at 64-bit place `at`; `words` views the array's memory as 32-bit words, low word first. */
export function writeInt64(words: Uint32Array, at: number, billions: number, units: number, negative: boolean): void {
  // billions × 10⁹ does not fit a double: multiply its upper and lower 16-bit parts, carry by hand.
  const upper = Math.floor(billions / TWO_16);
  const product = upper * BILLION;
  const productHigh = Math.floor(product / TWO_16);
  const rest = (product - productHigh * TWO_16) * TWO_16 + (billions - upper * TWO_16) * BILLION + units;
  const carry = Math.floor(rest / TWO_32);
  let low = rest - carry * TWO_32;
  let high = productHigh + carry;
  if (negative) {
    low = (~low + 1) >>> 0;
    high = (~high + (low === 0 ? 1 : 0)) >>> 0;
  }
  words[2 * at] = low;
  words[2 * at + 1] = high;
}

/** Copies the integer at place `from` to the places [first, end). */
export function repeatInt64(words: Uint32Array, from: number, first: number, end: number): void {
  const low = words[2 * from] as number;
  const high = words[2 * from + 1] as number;
  for (let at = first; at < end; at++) {
    words[2 * at] = low;
    words[2 * at + 1] = high;
  }
}

/** Writes a whole number that a double holds exactly. */
export function writeSafeInteger(words: Uint32Array, at: number, value: number): void {
  if ((value | 0) === value) {
    words[2 * at] = value;
    words[2 * at + 1] = value < 0 ? -1 : 0;
    return;
  }
  const magnitude = Math.abs(value);
  const billions = Math.floor(magnitude / BILLION);
  writeInt64(words, at, billions, magnitude - billions * BILLION, value < 0);
}

/** Writes a bigint that is known to fit 64 bits. */
export function writeBigInt(words: Uint32Array, at: number, value: bigint): void {
  const bits = BigInt.asUintN(64, value);
  words[2 * at] = Number(bits & 0xffffffffn);
  words[2 * at + 1] = Number(bits >> 32n);
}
