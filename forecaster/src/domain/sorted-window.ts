/** The newest numbers of a stream, kept sorted. */
export interface SortedWindow {
  /** How many are in it now. */
  size(): number;
  /** The first `size()` numbers of it, the smallest first. */
  readonly sorted: Float64Array;
  /** Takes in the number that stands at this place. */
  push(numbers: Float64Array, place: number): void;
  clear(): void;
}

/** Keeps the last `capacity` numbers. */
export function sortedWindow(capacity: number): SortedWindow {
  const sorted = new Float64Array(capacity);
  const arrivals = new Float64Array(capacity);
  let size = 0;
  let oldest = 0;
  return {
    size: () => size,
    sorted,
    push(numbers, place) {
      const value = numbers[place] as number;
      let hole = size;
      if (size === capacity) hole = placeIn(sorted, size, arrivals, oldest);
      else size += 1;
      arrivals[oldest] = value;
      oldest = (oldest + 1) % capacity;
      // Only what lies between the one that goes and the one that comes moves; by hand, since copyWithin costs more than such a short way.
      while (hole > 0 && (sorted[hole - 1] as number) > value) {
        sorted[hole] = sorted[hole - 1] as number;
        hole -= 1;
      }
      while (hole + 1 < size && (sorted[hole + 1] as number) < value) {
        sorted[hole] = sorted[hole + 1] as number;
        hole += 1;
      }
      sorted[hole] = value;
    },
    clear() {
      size = 0;
      oldest = 0;
    },
  };
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
