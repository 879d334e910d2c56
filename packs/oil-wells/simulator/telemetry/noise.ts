/**
 * Noise that is a function of its place alone: the same place gives the same number, whoever asks and in whatever order, so that a value sent again is the
 * same value and a demo goes on where it was.
 */

/** In [0, 1): the finalizer of MurmurHash3 (Austin Appleby, public domain) over the mixed parts. */
export function hashed(...parts: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const part of parts) {
    mixed = Math.imul(mixed ^ (part | 0), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return (mixed >>> 0) / 4_294_967_296;
}

/** Roughly normal, spread 1: the sum of four even numbers. */
export const normalAt = (...parts: readonly number[]): number =>
  (hashed(...parts, 1) + hashed(...parts, 2) + hashed(...parts, 3) + hashed(...parts, 4) - 2) * Math.sqrt(3);

/** Wanders smoothly, spread about 1: normal numbers at whole places, a cosine between them. */
export function wanderAt(place: number, ...parts: readonly number[]): number {
  const from = Math.floor(place);
  const share = (1 - Math.cos(Math.PI * (place - from))) / 2;
  const low = normalAt(...parts, from);
  return low + (normalAt(...parts, from + 1) - low) * share;
}
