import type { SortedWindow } from './sorted-window.js';

type Residuals = Pick<SortedWindow, 'size' | 'at'>;

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

/** The level to ask for next, after an outcome of which the share `below` lay at or below the quantile: 1 or 0, but for outcomes on it that are shared out. */
export function adaptLevel(nominal: number, level: number, below: number): number {
  const moved = level + STEP * (nominal - below);
  return Math.min(Math.max(moved, nominal - LEASH, 0), nominal + LEASH, 1);
}

/**
 * The residual at a level, by the rank that keeps the promise with n residuals and one to come: rounded
 * outwards, so that few residuals give a wider interval, never a narrower one. Below 1/n the smallest or largest is all there is.
 * `side` says where outwards is: the level itself, or the level that it was made from.
 */
export function residualAt(residuals: Residuals, level: number, side: number = level): number {
  const rank = level * (residuals.size() + 1);
  if (Math.abs(side - 0.5) < 1e-9)
    return (ranked(residuals, Math.floor(rank)) + ranked(residuals, Math.ceil(rank))) / 2;
  return ranked(residuals, side < 0.5 ? Math.floor(rank) : Math.ceil(rank));
}

/** The rank-th smallest, from 1; ranks outside give the outermost. */
function ranked(residuals: Residuals, rank: number): number {
  const last = residuals.size();
  return residuals.at((rank < 1 ? 1 : rank > last ? last : rank) - 1);
}
