/** The newest numbers of a stream, kept sorted. Plain numbers and arrays, worked on by functions of the module: it is the innermost of all replays. */
export interface SortedWindow {
  /** The first `size` numbers of it, the smallest first. */
  readonly sorted: Float64Array;
  /** How many are in it now. */
  size: number;
  /** In the order in which they came, round and round. */
  readonly arrivals: Float64Array;
  oldest: number;
}

/** Keeps the last `capacity` numbers. */
export const sortedWindow = (capacity: number): SortedWindow => ({
  sorted: new Float64Array(capacity),
  size: 0,
  arrivals: new Float64Array(capacity),
  oldest: 0,
});

export function clearWindow(window: SortedWindow): void {
  window.size = 0;
  window.oldest = 0;
}

/** Takes in the number that stands at this place. */
export function pushInto(window: SortedWindow, numbers: Float64Array, place: number): void {
  const { sorted, arrivals, oldest, size } = window;
  const value = numbers[place] as number;
  let hole = size;
  if (size < arrivals.length) window.size += 1;
  else hole = placeOf(sorted, size, arrivals, oldest);
  arrivals[oldest] = value;
  window.oldest = oldest + 1 === arrivals.length ? 0 : oldest + 1;
  // Only what lies between the one that goes and the one that comes moves; by hand, since copyWithin costs more than such a short way.
  if (hole < size && value > (sorted[hole] as number))
    for (; hole + 1 < size; hole += 1) {
      const after = sorted[hole + 1] as number;
      if (after >= value) break;
      sorted[hole] = after;
    }
  else
    for (; hole > 0; hole -= 1) {
      const before = sorted[hole - 1] as number;
      if (before <= value) break;
      sorted[hole] = before;
    }
  sorted[hole] = value;
}

/**
 * First place among the first `size`, one of which it is, of the number at `wanted`. Always as many turns for so many numbers and nothing to branch on: a guess of the processor that
 * turns out wrong, as half of them would, costs more than a turn.
 */
function placeOf(sorted: Float64Array, size: number, numbers: Float64Array, wanted: number): number {
  const value = numbers[wanted] as number;
  let low = 0;
  for (let left = size; left > 1;) {
    const half = left >>> 1;
    low += Number((sorted[low + half - 1] as number) < value) * half;
    left -= half;
  }
  return low;
}
