/** Numbers in one block: 128 kB, of which the last view that somebody holds keeps all. */
const NUMBERS_A_BLOCK = 16_384;

let block = new Float64Array(0);
let used = 0;

/**
 * So many zeros, as `new Float64Array(length)` has them, but cut from a block: an array of its own lies outside of the heap, and to make, to track and to release the dozens that
 * a short series takes was a third of its time. Whoever sends one to another thread copies it first: its buffer is the whole block.
 */
export function numbers(length: number): Float64Array {
  if (length > NUMBERS_A_BLOCK / 8) return new Float64Array(length);
  if (used + length > block.length) {
    block = new Float64Array(NUMBERS_A_BLOCK);
    used = 0;
  }
  const from = used;
  used += length;
  return new Float64Array(block.buffer, from * Float64Array.BYTES_PER_ELEMENT, length);
}

/** The same numbers again, in `numbers` of their own. */
export function copyOf(those: Float64Array): Float64Array {
  const copy = numbers(those.length);
  copy.set(those);
  return copy;
}
