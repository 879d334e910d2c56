import type { KnownInputs } from '../../domain/known-inputs.js';
import type { BatchShape } from '../model.js';
import { calendarInputs } from './calendar.js';
import type { RidgeFit, WriteRows } from './fit.js';
import type { Gaps } from './gaps.js';
import { profileOf, type Profile } from './profile.js';
import type { RowPlan } from './row-plan.js';

/** As many squares of one unit of spread as the belief weighs that an input has no effect. */
export const INPUT_PRIOR = 2;

/** An input at each step of window and horizon, as it is and less what is usual of it. */
export interface InputColumn {
  readonly values: Float64Array;
  readonly unusual: Float64Array;
  /** Steps at which it is not 0: few of them for a feast. */
  readonly places: Int32Array;
}

/**
 * Calendar and drivers of each series; drivers standardised by what is known of them, those that never move are 0. Series of one cutoff share the
 * columns of their calendar.
 */
export function inputColumns(
  inputs: readonly (KnownInputs | undefined)[],
  { seasonSteps, horizonSteps }: BatchShape,
  windowSteps: number,
): readonly (readonly InputColumn[])[] {
  const columnOf = (values: Float64Array): InputColumn => ({
    values,
    unusual: unusual(values, seasonSteps),
    places: Int32Array.from(values.keys()).filter((step) => values[step] !== 0),
  });
  const calendars = new Map<string, readonly InputColumn[]>();
  return inputs.map((known) => {
    if (!known) return [];
    const key = `${known.cutoffMs} ${known.stepMs}`;
    let calendar = calendars.get(key);
    if (!calendar) {
      const steps = { window: windowSteps, horizon: horizonSteps };
      calendar = calendarInputs(known, seasonSteps, steps).map(columnOf);
      calendars.set(key, calendar);
    }
    if (known.drivers.length === 0) return calendar;
    return [...calendar, ...known.drivers.map((values) => columnOf(standardised(values)))];
  });
}

function standardised(values: Float64Array): Float64Array {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
  return values.map((value) => (spread > Math.abs(centre) * 1e-9 ? (value - centre) / spread : 0));
}

/** How many rows each refit adds: every step is one, from the second season on. */
export const effectRows = ({ knownUntil }: RowPlan, seasonSteps: number): readonly number[] =>
  knownUntil.map((known, refit) => known + 1 - (refit === 0 ? seasonSteps : (knownUntil[refit - 1] as number) + 1));

export interface EffectProblem {
  /** Of the outcome. */
  readonly profile: Profile;
  readonly columns: readonly InputColumn[];
  readonly gaps: Gaps;
  readonly plan: RowPlan;
  readonly seasonSteps: number;
}

/** Outcome and inputs, both less what is usual (level and season by their own past): what inputs did shows in what is unusual. */
export const writeEffectRows: WriteRows<EffectProblem> = (
  { profile, columns, gaps, plan, seasonSteps },
  { refit, table, weights, row },
) => {
  const { values, level, season } = profile;
  const { knownUntil } = plan;
  const width = columns.length + 1;
  const first = refit === 0 ? seasonSteps : (knownUntil[refit - 1] as number) + 1;
  const until = knownUntil[refit] as number;
  for (let column = 0; column < columns.length; column += 1) {
    const own = (columns[column] as InputColumn).unusual;
    for (let step = first, at = row * width + column; step <= until; step += 1, at += width)
      table[at] = own[step] as number;
  }
  for (let step = first, at = row * width + width - 1; step <= until; step += 1, at += width) {
    table[at] = (values[step] as number) - (level[step - 1] as number) - (season[step - seasonSteps] as number);
    weights[row + step - first] = gaps.shareKnown(step, 1);
  }
};

/** Each value less the level and season that were known before it. */
function unusual(values: Float64Array, seasonSteps: number): Float64Array {
  const { level, season } = profileOf(values, seasonSteps);
  return values.map((value, step) =>
    step < seasonSteps ? 0 : value - (level[step - 1] as number) - (season[step - seasonSteps] as number),
  );
}

/** What the inputs do at each of the first `steps` steps, as known by one refit. */
export function effectsOf(
  columns: readonly InputColumn[],
  { data, from }: RidgeFit,
  refit: number,
  steps: number,
): Float64Array {
  const effects = new Float64Array(steps);
  for (let feature = 0; feature < columns.length; feature += 1) {
    const { values, places } = columns[feature] as InputColumn;
    const coefficient = data[from + refit * columns.length + feature] as number;
    for (let at = 0; at < places.length; at += 1) {
      const step = places[at] as number;
      if (step >= steps) break;
      effects[step] = (effects[step] as number) + coefficient * (values[step] as number);
    }
  }
  return effects;
}
