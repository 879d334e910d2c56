/** Mondays to Sundays of `weekly`. */
export const WEEK = [100, 80, 75, 82, 90, 130, 140];

/** Weeks of a fixed pattern; `noise` adds repeatable disturbances of about that size. */
export function weekly(weeks: number, noise = 0): Float64Array {
  const next = randomNumbers(noise + weeks);
  return Float64Array.from({ length: weeks * 7 }, (_, step) => (WEEK[step % 7] as number) + noise * next());
}

/** Repeatable numbers, uniform between -1 and 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = Math.floor(seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * 2 - 1;
  };
}

/** Values that no model was made for, by step of twenty weeks. */
export const HOSTILE: Readonly<Record<string, (step: number) => number>> = {
  'the largest and smallest numbers in turn': (step) => (step % 2 ? 1e300 : 1e-300),
  'the largest numbers of either sign': (step) => (step % 2 ? Number.MAX_VALUE : -Number.MAX_VALUE),
  'the smallest numbers': (step) => Number.MIN_VALUE * (step % 3),
  'growth by twenty powers of ten': (step) => Math.exp(step / 3),
  'infinite values': (step) => (step % 5 ? 3 : Number.NEGATIVE_INFINITY),
  'negative values': (step) => -100 - (step % 7),
  'a step up': (step) => (step < 70 ? 1 : 1000) + (step % 7),
  'half of its weeks missing at the end': (step) => (step < 70 ? step % 7 : Number.NaN),
  'weeks missing at the start': (step) => (step < 98 ? Number.NaN : step % 7),
  'one value alone': (step) => (step === 70 ? -5 : Number.NaN),
  'one weekday alone': (step) => (step % 7 === 2 ? 4 : Number.NaN),
};
