import { INTERVALS, QUANTILES } from '@wellhead/contracts';
import type { OurForecast } from '../forecast/ours.js';

export interface SharedCoverage {
  /** By level in percent: how much of the outcomes lay inside, of how many that were judged. */
  readonly levels: Readonly<Record<string, { readonly inside: number; readonly judged: number }>>;
  /** Steps whose widest interval has no width (hours in which nothing ever happens): it holds all or nothing, so it is not judged. */
  readonly withoutWidth: number;
  /** Outcomes of zero that were shared out. */
  readonly ties: number;
}

/**
 * Coverage where zeros are frequent. A quantity that is often exactly zero has many outcomes on the lower bound of its interval, and counting them all as
 * inside makes every interval look too wide. They are shared out instead, as the randomised probability integral transform does
 * (Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x): if zero has the probability p, its outcomes lie evenly between the quantiles
 * 0 and p. Issued quantiles tell between which two levels p lies; where between them, the share of zeros that came to all such steps.
 */
export function sharedCoverage(forecasts: readonly OurForecast[]): SharedCoverage {
  const inside = INTERVALS.map(() => 0);
  const zeros = zeroShares(forecasts);
  let judged = 0;
  let withoutWidth = 0;
  let ties = 0;
  for (const { pair, champion } of forecasts)
    pair.came.forEach((came, step) => {
      const issued = champion.quantiles.map((quantile) => quantile[step] as number);
      if (issued[0] === issued.at(-1)) {
        withoutWidth += 1;
        return;
      }
      judged += 1;
      const zero = came === 0 ? (zeros[zerosOf(issued)] as number) : 0;
      if (zero > 0) ties += 1;
      INTERVALS.forEach(({ lower, upper }, at) => {
        const [low, high] = [issued[QUANTILES.indexOf(lower)] as number, issued[QUANTILES.indexOf(upper)] as number];
        const share =
          zero > 0 ? (Math.min(upper, zero) - Math.min(lower, zero)) / zero : Number(came >= low && came <= high);
        inside[at] = (inside[at] as number) + share;
      });
    });
  return {
    levels: Object.fromEntries(
      INTERVALS.map(({ level }, at) => [String(level * 100), { inside: inside[at] as number, judged }]),
    ),
    withoutWidth,
    ties,
  };
}

/** How many of the issued quantiles are zero. */
function zerosOf(issued: readonly number[]): number {
  const above = issued.findIndex((value) => value > 0);
  return above < 0 ? issued.length : above;
}

/** The probability of zero by how many quantiles are zero: the share that came, held between the levels that the quantiles leave open. */
function zeroShares(forecasts: readonly OurForecast[]): readonly number[] {
  const [steps, zeros] = [new Float64Array(QUANTILES.length + 1), new Float64Array(QUANTILES.length + 1)];
  for (const { pair, champion } of forecasts)
    pair.came.forEach((came, step) => {
      const at = zerosOf(champion.quantiles.map((quantile) => quantile[step] as number));
      steps[at] = (steps[at] as number) + 1;
      if (came === 0) zeros[at] = (zeros[at] as number) + 1;
    });
  return Array.from(steps, (count, at) => {
    if (at === 0 || count === 0) return 0;
    const share = (zeros[at] as number) / count;
    return Math.min(Math.max(share, QUANTILES[at - 1] as number), QUANTILES[at] ?? 1);
  });
}
