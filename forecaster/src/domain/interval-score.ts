import { INTERVALS, QUANTILES } from '@wellhead/contracts';
import { pinballLoss } from './accuracy.js';

export interface Coverage {
  readonly hit: number;
  readonly n: number;
}

/** Judges past intervals by what came. */
export interface IntervalScore {
  /** `quantiles` holds one value a quantile of QUANTILES, from `offset` on; an outcome, at its place in `outcomes`, that is NaN or not there is not judged. */
  add(quantiles: Float64Array, offset: number, outcomes: Float64Array, place: number): void;
  /** By level of INTERVALS ("0.8"): how often the interval held what came. */
  coverage(): Readonly<Record<string, Coverage>>;
  /** Mean pinball loss over all quantiles; undefined when there was nothing to judge. */
  pinball(): number | undefined;
}

const LOWER = INTERVALS.map(({ lower }) => QUANTILES.indexOf(lower));
const UPPER = INTERVALS.map(({ upper }) => QUANTILES.indexOf(upper));

export function newIntervalScore(): IntervalScore {
  const hits = INTERVALS.map(() => 0);
  let n = 0;
  // In an array, since a fraction that a closure changes is a new object each time.
  const losses = new Float64Array(1);
  return {
    add(quantiles, offset, outcomes, place) {
      const came = place < outcomes.length ? (outcomes[place] as number) : Number.NaN;
      if (Number.isNaN(came)) return;
      n += 1;
      let loss = losses[0] as number;
      for (let at = 0; at < hits.length; at += 1) {
        const low = quantiles[offset + (LOWER[at] as number)] as number;
        const high = quantiles[offset + (UPPER[at] as number)] as number;
        if (came >= low && came <= high) hits[at] = (hits[at] as number) + 1;
      }
      for (let at = 0; at < QUANTILES.length; at += 1)
        loss += pinballLoss(QUANTILES[at] as number, quantiles[offset + at] as number, came);
      losses[0] = loss;
    },
    coverage: () =>
      Object.fromEntries(INTERVALS.map(({ level }, at) => [String(level), { hit: hits[at] as number, n }])),
    pinball: () => (n > 0 ? (losses[0] as number) / n / QUANTILES.length : undefined),
  };
}
