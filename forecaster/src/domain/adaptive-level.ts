import { QUANTILES } from '@wellhead/contracts';
import type { SortedWindow } from './sorted-window.js';
import { zeroBelow } from './zero-share.js';

type Residuals = Pick<SortedWindow, 'size' | 'sorted'>;

/**
 * Adaptive conformal inference (Gibbs & Candès 2021, arXiv:2106.00170), one level a quantile: after each outcome the level that is
 * asked of the residuals moves a little, so that in the long run the outcome lies below the quantile as often as it should.
 */
const STEP = 0.02;

/**
 * How far the level may wander. Series with many equal values lie on a quantile more often than any
 * level can help; unbounded, it would run away and take long to come back.
 */
const LEASH = 0.1;

const NOMINAL = Float64Array.from(QUANTILES);
/** Its place among QUANTILES: levels before it stay below 0.5 however far they wander, those after it above. */
const MEDIAN = QUANTILES.indexOf(0.5);
const LOWEST = NOMINAL.map((nominal) => Math.max(nominal - LEASH, 0));
const HIGHEST = NOMINAL.map((nominal) => Math.min(nominal + LEASH, 1));

/**
 * Moves the levels of QUANTILES by the outcome at its place in `outcomes`; `quantiles` holds what was issued of it, from `offset` on. `zeros`: the share of zeros among the
 * outcomes where this one is a zero that is counted apart, else 0; a zero on a quantile of zero is then shared out (`zeroBelow`).
 */
export function adaptLevels(
  levels: Float64Array,
  quantiles: Float64Array,
  offset: number,
  outcomes: Float64Array,
  place: number,
  zeros: number,
): void {
  const came = outcomes[place] as number;
  for (let at = 0; at < NOMINAL.length; at += 1) {
    const nominal = NOMINAL[at] as number;
    const quantile = quantiles[offset + at] as number;
    // Not by branching: which side an outcome falls on is as good as thrown.
    const below = zeros > 0 && quantile === 0 ? zeroBelow(nominal, zeros) : Number(came <= quantile);
    const moved = (levels[at] as number) + STEP * (nominal - below);
    const lowest = LOWEST[at] as number;
    const highest = HIGHEST[at] as number;
    levels[at] = moved < lowest ? lowest : moved > highest ? highest : moved;
  }
}

/**
 * Which of `count` residuals stands at a level, in halves of a rank from 1: 7 lies midway between the third and the fourth. By the rank that keeps
 * the promise with so many residuals and one to come: rounded outwards, so that few residuals give a wider interval, never a narrower one. Below 1/n the smallest or
 * largest is all there is. `side` says where outwards is: the level itself, or the level that it was made from.
 */
export function halfRankOf(count: number, level: number, side: number): number {
  const rank = level * (count + 1);
  const [low, high] = [Math.floor(rank), Math.ceil(rank)];
  if (Math.abs(side - 0.5) < 1e-9) return within(low, count) + within(high, count);
  return 2 * within(side < 0.5 ? low : high, count);
}

const within = (rank: number, count: number): number => (rank < 1 ? 1 : rank > count ? count : rank);

/** The residual at a level (`halfRankOf`). */
export function residualAt(residuals: Residuals, level: number, side: number = level): number {
  const place = halfRankOf(residuals.size, level, side) - 2;
  const { sorted } = residuals;
  return ((sorted[place >> 1] as number) + (sorted[(place + 1) >> 1] as number)) / 2;
}

/**
 * The residuals at adapted levels, one a quantile of QUANTILES, where the share `zero` of the outcomes is not among them: what lies below it has none (any number is written). As
 * `residualAt` has them, without a call for each: a function that gives a fraction makes an object of it, millions of times a run.
 */
export function residualsAt({ sorted, size }: Residuals, levels: Float64Array, zero: number, into: Float64Array): void {
  const share = 1 - zero;
  for (let at = 0; at < NOMINAL.length; at += 1) {
    const side = levels[at] as number;
    const level = zero === 0 ? side : (side - zero) / share;
    const rank = level * (size + 1);
    const low = rank | 0;
    if (at < MEDIAN) into[at] = sorted[low < 1 ? 0 : low - 1] as number;
    else if (at > MEDIAN) {
      const place = rank > low ? low : low - 1;
      into[at] = sorted[place < 0 ? 0 : place < size ? place : size - 1] as number;
    } else {
      const place = halfRankOf(size, level, side) - 2;
      into[at] = ((sorted[place >> 1] as number) + (sorted[(place + 1) >> 1] as number)) / 2;
    }
  }
}
