/** Index of the instant nearest to a time in ascending instants, ms; -1 when there is none. */
export function nearestIndex(instants: readonly number[], timeMs: number): number {
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  const before = instants[low - 1];
  const at = instants[low];
  if (at === undefined) return -1;
  return before !== undefined && timeMs - before < at - timeMs ? low - 1 : low;
}

/** The points of exactly this time among ascending ones; found by halving, for a cursor asks at every step, of 50,000 points too. */
export function pointsAt<Point extends { readonly timeMs: number }>(
  points: readonly Point[],
  timeMs: number,
): readonly Point[] {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as Point).timeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (points[end]?.timeMs === timeMs) end++;
  return points.slice(low, end);
}

/** Where the cursor goes among `count` stops on a key; undefined: away. */
export function cursorAfter(key: string, cursor: number | undefined, count: number): number | undefined | 'ignored' {
  const last = count - 1;
  if (count === 0) return 'ignored';
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, (cursor ?? -1) + 1);
    case 'ArrowLeft':
      return Math.max(0, (cursor ?? count) - 1);
    case 'PageDown':
      return Math.min(last, (cursor ?? -1) + 10);
    case 'PageUp':
      return Math.max(0, (cursor ?? count) - 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return undefined;
    default:
      return 'ignored';
  }
}
