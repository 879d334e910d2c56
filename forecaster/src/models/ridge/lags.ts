import type { BatchShape } from '../model.js';
import type { RidgeFit, WriteRows } from './fit.js';
import type { Gaps } from './gaps.js';
import type { Profile } from './profile.js';
import type { RowPlan } from './row-plan.js';

/** Writes the last steps before an origin, less its level and their season, the newest first, from `place` on. */
function writeLags(
  { values, level, season }: Profile,
  origin: number,
  lags: number,
  seasonSteps: number,
  into: Float32Array,
  place: number,
): void {
  const now = level[origin] as number;
  for (let lag = 0, back = 0; lag < lags; lag += 1, back = back + 1 === seasonSteps ? 0 : back + 1)
    into[place + lag] = (values[origin - lag] as number) - now - (season[origin - back] as number);
}

export interface LagProblem {
  /** One a refit. */
  readonly views: readonly Profile[];
  readonly gaps: Gaps;
  readonly plan: RowPlan;
  readonly shape: BatchShape;
}

/** What level and season at each row did not foresee, against what came before it and a constant. */
export const writeLagRows: WriteRows<LagProblem> = ({ views, gaps, plan, shape }, { refit, table, weights, row }) => {
  const { lags, rows } = plan;
  const { seasonSteps, horizonSteps } = shape;
  const width = lags + 1 + horizonSteps;
  const view = views[refit] as Profile;
  const { values, level, season } = view;
  const steps = rows[refit] as readonly number[];
  for (let own = 0, place = row * width; own < steps.length; own += 1, place += width) {
    const step = steps[own] as number;
    writeLags(view, step, lags, seasonSteps, table, place);
    table[place + lags] = 1;
    const now = level[step] as number;
    const outcomes = place + lags;
    const first = step + 1 - seasonSteps;
    for (let ahead = 1, at = first; ahead <= horizonSteps; ahead += 1, at = at === step ? first : at + 1)
      table[outcomes + ahead] = (values[step + ahead] as number) - now - (season[at] as number);
    weights[row + own] = gaps.shareKnown(step - lags + 1, lags) * gaps.shareKnown(step + 1, horizonSteps);
  }
};

export interface Ahead extends BatchShape {
  readonly lags: number;
  /** Room for what is known at one origin: the lags and a constant. */
  readonly features: Float64Array;
}

/** Level, season and what lags add to them at the steps after an origin, into `into` from `place` on; before the first refit (−1) level and season alone. */
export function lookAhead(
  { values, level, season }: Profile,
  { data, from }: RidgeFit,
  refit: number,
  origin: number,
  { lags, features: known, seasonSteps, horizonSteps }: Ahead,
  into: Float64Array,
  place: number,
): void {
  const now = level[origin] as number;
  const first = origin + 1 - seasonSteps;
  const features = refit < 0 ? 0 : lags + 1;
  if (features > 0) {
    for (let lag = 0, back = 0; lag < lags; lag += 1, back = back + 1 === seasonSteps ? 0 : back + 1)
      known[lag] = (values[origin - lag] as number) - now - (season[origin - back] as number);
    // The constant stands after the lags.
    known[lags] = 1;
  }
  const firstRow = from + refit * features * horizonSteps;
  for (let step = 0, at = first; step < horizonSteps; step += 1, at = at === origin ? first : at + 1)
    into[place + step] = now + (season[at] as number);
  let step = 0;
  // Two steps at once: a sum waits for the one before it.
  for (; step + 1 < horizonSteps; step += 2) {
    let sum = into[place + step] as number;
    let next = into[place + step + 1] as number;
    for (let feature = 0, cell = firstRow + step; feature < features; feature += 1, cell += horizonSteps) {
      const value = known[feature] as number;
      sum += value * (data[cell] as number);
      next += value * (data[cell + 1] as number);
    }
    into[place + step] = sum;
    into[place + step + 1] = next;
  }
  for (; step < horizonSteps; step += 1) {
    let sum = into[place + step] as number;
    for (let feature = 0, cell = firstRow + step; feature < features; feature += 1, cell += horizonSteps)
      sum += (known[feature] as number) * (data[cell] as number);
    into[place + step] = sum;
  }
}
