/** Level and season of a series at each of its steps, from that step and what came before it. */
export interface Profile {
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

/** Values drawn in to what is usual: one holiday must not shift the days after it. A lasting change comes through within a season or two. */
export function drawnIn(values: Float64Array, seasonSteps: number): Float64Array {
  const tame = Float64Array.from(values);
  const season = new Float64Array(values.length);
  let sum = 0;
  let distance = 0;
  for (let step = 0; step < values.length; step += 1) {
    if (step >= seasonSteps) {
      const before = season[step - seasonSteps] as number;
      const usual = sum / seasonSteps + before;
      const off = (values[step] as number) - usual;
      const reach = step < TAKEN_SEASONS * seasonSteps ? Infinity : FARTHEST * distance;
      tame[step] = usual + Math.max(-reach, Math.min(reach, off));
      distance += (Math.abs(off) - distance) / (step - seasonSteps + 1);
      const share = Math.max(SEASON_SHARE, 1 / (Math.floor(step / seasonSteps) + 1));
      sum += (tame[step] as number) - (tame[step - seasonSteps] as number);
      season[step] = before + share * ((tame[step] as number) - sum / seasonSteps - before);
    } else {
      sum += tame[step] as number;
      if (step === seasonSteps - 1 && seasonSteps > 1)
        for (let place = 0; place < seasonSteps; place += 1)
          season[place] = (tame[place] as number) - sum / seasonSteps;
    }
  }
  return tame;
}

export function profileOf(values: Float64Array, seasonSteps: number): Profile {
  const level = new Float64Array(values.length);
  const season = new Float64Array(values.length);
  let sum = 0;
  for (let step = 0; step < values.length; step += 1) {
    sum += values[step] as number;
    if (step >= seasonSteps) sum -= values[step - seasonSteps] as number;
    level[step] = sum / Math.min(seasonSteps, step + 1);
  }
  const first = level[Math.min(values.length, seasonSteps) - 1] as number;
  for (let step = 0; step < values.length; step += 1) {
    // Of the first season the level is known only at its end.
    if (step < seasonSteps) {
      season[step] = seasonSteps === 1 ? 0 : (values[step] as number) - first;
      continue;
    }
    const share = Math.max(SEASON_SHARE, 1 / (Math.floor(step / seasonSteps) + 1));
    const before = season[step - seasonSteps] as number;
    season[step] = before + share * ((values[step] as number) - (level[step] as number) - before);
  }
  return { level, season };
}

/** The step of the last known season that stands at the same place as the one `ahead` (from 1) of `origin`. */
export const samePlace = (origin: number, ahead: number, seasonSteps: number): number =>
  origin + ahead - seasonSteps * Math.ceil(ahead / seasonSteps);
