/** The newest numbers of a stream, kept sorted. */
export interface SortedWindow {
  readonly sorted: readonly number[];
  push(value: number): void;
}

/** Keeps the last `capacity` numbers. */
export function sortedWindow(capacity: number): SortedWindow {
  const sorted: number[] = [];
  const arrivals: number[] = [];
  return {
    sorted,
    push(value) {
      if (arrivals.length === capacity) sorted.splice(placeIn(sorted, arrivals.shift() as number), 1);
      arrivals.push(value);
      sorted.splice(placeIn(sorted, value), 0, value);
    },
  };
}

/** First place whose number is not smaller. */
function placeIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
