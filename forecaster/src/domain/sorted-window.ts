/** The newest numbers of a stream, kept sorted. */
export interface SortedWindow {
  /** How many are in it now. */
  size(): number;
  /** By rank, 0 = the smallest. */
  at(rank: number): number;
  push(value: number): void;
}

/** Keeps the last `capacity` numbers. */
export function sortedWindow(capacity: number): SortedWindow {
  const sorted = new Float64Array(capacity);
  const arrivals = new Float64Array(capacity);
  let size = 0;
  let oldest = 0;
  return {
    size: () => size,
    at: (rank) => sorted[rank] as number,
    push(value) {
      if (size === capacity) {
        const gone = placeIn(sorted, size, arrivals[oldest] as number);
        sorted.copyWithin(gone, gone + 1, size);
        size -= 1;
      }
      arrivals[oldest] = value;
      oldest = (oldest + 1) % capacity;
      const place = placeIn(sorted, size, value);
      sorted.copyWithin(place + 1, place, size);
      sorted[place] = value;
      size += 1;
    },
  };
}

/** First place among the first `size` whose number is not smaller. */
function placeIn(sorted: Float64Array, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
