import { INTERVALS, QUANTILES } from '@wellhead/contracts';

export interface Coverage {
  readonly hit: number;
  readonly n: number;
}

/** What past intervals were worth, as their outcomes come in. */
export interface IntervalScore {
  /** By level of INTERVALS: how often the interval held what came. */
  readonly hits: Int32Array;
  n: number;
  /** Sum of the pinball losses of all quantiles. In an array, since a fraction that changes in an object is a new object each time. */
  readonly losses: Float64Array;
}

const LOWER = INTERVALS.map(({ lower }) => QUANTILES.indexOf(lower));
const UPPER = INTERVALS.map(({ upper }) => QUANTILES.indexOf(upper));
const LEVELS = Float64Array.from(QUANTILES);
const KEYS = INTERVALS.map(({ level }) => String(level));

export const newIntervalScore = (): IntervalScore => ({
  hits: new Int32Array(INTERVALS.length),
  n: 0,
  losses: new Float64Array(1),
});

/**
 * Judges one interval. `quantiles` holds one value a quantile of QUANTILES, from `offset` on; an outcome, at its place in `outcomes`, that is NaN
 * or not there is not judged.
 */
export function scoreInterval(
  score: IntervalScore,
  quantiles: Float64Array,
  offset: number,
  outcomes: Float64Array,
  place: number,
): void {
  const came = place < outcomes.length ? (outcomes[place] as number) : Number.NaN;
  if (Number.isNaN(came)) return;
  const { hits, losses } = score;
  score.n += 1;
  // Without a branch: whether a quantile lies above what came is as good as thrown, and a wrong guess of the processor costs more than all of this.
  for (let at = 0; at < hits.length; at += 1) {
    const low = quantiles[offset + (LOWER[at] as number)] as number;
    const high = quantiles[offset + (UPPER[at] as number)] as number;
    hits[at] = (hits[at] as number) + (Number(came >= low) & Number(came <= high));
  }
  let loss = losses[0] as number;
  // `pinballLoss`, written without a choice between its two sides.
  for (let at = 0; at < LEVELS.length; at += 1) {
    const above = came - (quantiles[offset + at] as number);
    loss += (LEVELS[at] as number) * above - Number(above < 0) * above;
  }
  losses[0] = loss;
}

/** By level of INTERVALS ("0.8"): how often the interval held what came. */
export function coverageOf({ hits, n }: IntervalScore): Readonly<Record<string, Coverage>> {
  const coverage: Record<string, Coverage> = {};
  for (let at = 0; at < KEYS.length; at += 1) coverage[KEYS[at] as string] = { hit: hits[at] as number, n };
  return coverage;
}

/** Mean pinball loss over all quantiles; undefined when there was nothing to judge. */
export const pinballOf = ({ losses, n }: IntervalScore): number | undefined =>
  n > 0 ? (losses[0] as number) / n / QUANTILES.length : undefined;
