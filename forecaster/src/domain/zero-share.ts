/** How many of the newest outcomes were exactly zero. */
export interface ZeroShare {
  push(isZero: boolean): void;
  /** 0 before the first. */
  share(): number;
  clear(): void;
}

/** Of the last `capacity` outcomes. */
export function zeroShare(capacity: number): ZeroShare {
  const flags = new Uint8Array(capacity);
  let size = 0;
  let oldest = 0;
  let zeros = 0;
  return {
    push(isZero) {
      if (size === capacity) zeros -= flags[oldest] as number;
      else size += 1;
      flags[oldest] = isZero ? 1 : 0;
      zeros += flags[oldest] as number;
      oldest = (oldest + 1) % capacity;
    },
    share: () => (size > 0 ? zeros / size : 0),
    clear() {
      size = 0;
      oldest = 0;
      zeros = 0;
    },
  };
}

/**
 * How much of an outcome of zero counts as lying at or below the quantile of a level that is zero too: zeros of the probability `share` lie evenly
 * between the levels 0 and `share` (randomised probability integral transform; Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x).
 */
export const zeroBelow = (level: number, share: number): number => (share > level ? level / share : 1);
