import { modelScratch } from '../../domain/scratch.js';

/** Level and season of a series at each of its steps, from that step and what came before it. */
export interface Profile {
  /** The series itself, or drawn in to what is usual. */
  readonly values: Float64Array;
  /** Mean of the last season, this step included. */
  readonly level: Float64Array;
  /** How far steps at this place of the season lie from the level, smoothed over the seasons. */
  readonly season: Float64Array;
}

/** How much of a season's deviations the season takes over, once there have been enough for a plain mean to be slower. */
const SEASON_SHARE = 0.1;

/** How far a value may lie from what was usual before it, over the mean distance until then. */
const FARTHEST = 2.5;
/** Seasons at the start that are taken as they are. */
const TAKEN_SEASONS = 2;

/**
 * The profile of the first `steps` values. `drawnIn`: values far from what is usual are drawn in first, since one holiday must not shift the days after it; a
 * lasting change comes through within a season or two.
 */
export function profileOf(
  given: Float64Array,
  seasonSteps: number,
  { drawnIn = false, steps = given.length }: { readonly drawnIn?: boolean; readonly steps?: number } = {},
): Profile {
  const values = drawnIn ? modelScratch.numbers(steps) : given;
  const level = modelScratch.numbers(steps);
  const season = modelScratch.numbers(steps);
  const first = Math.min(seasonSteps, steps);
  let sum = 0;
  for (let step = 0; step < first; step += 1) {
    values[step] = given[step] as number;
    sum += given[step] as number;
    level[step] = sum / (step + 1);
  }
  // Of the first season the level is known only at its end.
  for (let step = 0; step < first; step += 1)
    season[step] = seasonSteps > 1 ? (given[step] as number) - sum / first : 0;
  let distance = 0;
  let seasons = 1;
  let share = 1;
  for (let step = seasonSteps; step < steps; step += 1) {
    if (step === seasons * seasonSteps) share = Math.max(SEASON_SHARE, 1 / (seasons += 1));
    const before = season[step - seasonSteps] as number;
    let value = given[step] as number;
    if (drawnIn) {
      const usual = sum / seasonSteps + before;
      const off = value - usual;
      const reach = FARTHEST * distance;
      if (seasons > TAKEN_SEASONS && Math.abs(off) > reach) value = off > 0 ? usual + reach : usual - reach;
      distance += (Math.abs(off) - distance) / (step - seasonSteps + 1);
      values[step] = value;
    }
    sum += value - (values[step - seasonSteps] as number);
    const now = sum / seasonSteps;
    level[step] = now;
    season[step] = before + share * (value - now - before);
  }
  return { values, level, season };
}
