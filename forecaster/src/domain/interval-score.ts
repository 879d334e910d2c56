import { INTERVALS, QUANTILES } from '@wellhead/contracts';
import { pinballLoss } from './accuracy.js';

export interface Coverage {
  readonly hit: number;
  readonly n: number;
}

/** Judges past intervals by what came. */
export interface IntervalScore {
  /** `quantiles` holds one value a quantile of QUANTILES, from `offset` on; an outcome that is NaN is not judged. */
  add(quantiles: Float64Array, offset: number, came: number): void;
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
  let loss = 0;
  return {
    add(quantiles, offset, came) {
      if (Number.isNaN(came)) return;
      n += 1;
      for (let at = 0; at < hits.length; at += 1) {
        const low = quantiles[offset + (LOWER[at] as number)] as number;
        const high = quantiles[offset + (UPPER[at] as number)] as number;
        if (came >= low && came <= high) hits[at] = (hits[at] as number) + 1;
      }
      for (let at = 0; at < QUANTILES.length; at += 1)
        loss += pinballLoss(QUANTILES[at] as number, quantiles[offset + at] as number, came);
    },
    coverage: () =>
      Object.fromEntries(INTERVALS.map(({ level }, at) => [String(level), { hit: hits[at] as number, n }])),
    pinball: () => (n > 0 ? loss / n / QUANTILES.length : undefined),
  };
}
