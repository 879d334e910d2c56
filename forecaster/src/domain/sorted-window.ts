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
  const { sorted, arrivals, oldest } = window;
  let { size } = window;
  const value = numbers[place] as number;
  let hole = size;
  if (size === arrivals.length) hole = placeIn(sorted, size, arrivals, oldest);
  else window.size = size += 1;
  arrivals[oldest] = value;
  window.oldest = oldest + 1 === arrivals.length ? 0 : oldest + 1;
  // Only what lies between the one that goes and the one that comes moves; by hand, since copyWithin costs more than such a short way.
  while (hole > 0) {
    const before = sorted[hole - 1] as number;
    if (!(before > value)) break;
    sorted[hole] = before;
    hole -= 1;
  }
  while (hole + 1 < size) {
    const after = sorted[hole + 1] as number;
    if (!(after < value)) break;
    sorted[hole] = after;
    hole += 1;
  }
  sorted[hole] = value;
}

/** First place among the first `size` whose number is not smaller than the one at `wanted`. */
function placeIn(sorted: Float64Array, size: number, numbers: Float64Array, wanted: number): number {
  const value = numbers[wanted] as number;
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
