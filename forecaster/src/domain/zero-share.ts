/** How many of the newest outcomes were exactly zero. */
export interface ZeroShare {
  readonly flags: Uint8Array;
  size: number;
  oldest: number;
  zeros: number;
}

/** Of the last `capacity` outcomes. */
export const zeroShare = (capacity: number): ZeroShare => ({
  flags: new Uint8Array(capacity),
  size: 0,
  oldest: 0,
  zeros: 0,
});

export function clearZeros(share: ZeroShare): void {
  share.size = 0;
  share.oldest = 0;
  share.zeros = 0;
}

export function pushZero(share: ZeroShare, isZero: boolean): void {
  const { flags, oldest } = share;
  const flag = isZero ? 1 : 0;
  if (share.size === flags.length) share.zeros += flag - (flags[oldest] as number);
  else {
    share.size += 1;
    share.zeros += flag;
  }
  flags[oldest] = flag;
  share.oldest = oldest + 1 === flags.length ? 0 : oldest + 1;
}

/** 0 before the first outcome. */
export const shareOfZeros = ({ zeros, size }: ZeroShare): number => (zeros > 0 ? zeros / size : 0);

/**
 * How much of an outcome of zero counts as lying at or below the quantile of a level that is zero too: zeros of the probability `share` lie evenly
 * between the levels 0 and `share` (randomised probability integral transform; Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x).
 */
export const zeroBelow = (level: number, share: number): number => (share > level ? level / share : 1);
