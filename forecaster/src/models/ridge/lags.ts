import type { BatchShape } from '../model.js';
import type { RidgeProblem } from './fit.js';
import { samePlace, type Profile } from './profile.js';
import type { View } from './ridge.js';
import type { RowPlan } from './row-plan.js';

/** The last steps before an origin, less its level and their season, and a constant; into `features`, the newest first. */
export function lagFeatures(
  rest: Float64Array,
  { level, season }: Profile,
  origin: number,
  seasonSteps: number,
  features: Float32Array,
): void {
  const lags = features.length - 1;
  for (let lag = 0; lag < lags; lag += 1)
    features[lag] =
      (rest[origin - lag] as number) -
      (level[origin] as number) -
      (season[samePlace(origin, -lag, seasonSteps)] as number);
  features[lags] = 1;
}

/** What level and season at each row did not foresee, against what came before it. */
export function lagProblem(
  views: readonly View[],
  missing: (step: number) => boolean,
  { lags, rows }: RowPlan,
  { seasonSteps, horizonSteps }: BatchShape,
): RidgeProblem {
  const share = (from: number, steps: number): number => {
    let have = 0;
    for (let step = from; step < from + steps; step += 1) if (!missing(step)) have += 1;
    return have / steps;
  };
  return {
    rows: rows.map((own) => own.length),
    write(refit, row, features, outcomes) {
      const { rest, profile } = views[refit] as View;
      const step = rows[refit]?.[row] as number;
      lagFeatures(rest, profile, step, seasonSteps, features);
      for (let ahead = 1; ahead <= horizonSteps; ahead += 1)
        outcomes[ahead - 1] =
          (rest[step + ahead] as number) -
          (profile.level[step] as number) -
          (profile.season[samePlace(step, ahead, seasonSteps)] as number);
      return share(step - lags + 1, lags) * share(step + 1, horizonSteps);
    },
  };
}
