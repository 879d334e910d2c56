import type { KnownInputs } from '../../domain/known-inputs.js';
import type { BatchShape } from '../model.js';
import { calendarInputs } from './calendar.js';
import type { RidgeFit, RidgeProblem } from './fit.js';
import { profileOf } from './profile.js';
import type { RowPlan } from './row-plan.js';

/** As many squares of one unit of spread as the belief weighs that an input has no effect. */
export const INPUT_PRIOR = 2;

/** An input at each step of window and horizon, as it is and less what is usual of it. */
export interface InputColumn {
  readonly values: Float64Array;
  readonly unusual: Float64Array;
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
  const columnOf = (values: Float64Array): InputColumn => ({ values, unusual: unusual(values, seasonSteps) });
  const calendars = new Map<string, readonly InputColumn[]>();
  return inputs.map((known) => {
    if (!known) return [];
    const key = `${known.cutoffMs} ${known.stepMs}`;
    const calendar =
      calendars.get(key) ??
      calendarInputs(known, seasonSteps, { window: windowSteps, horizon: horizonSteps }).map(columnOf);
    calendars.set(key, calendar);
    return [...calendar, ...known.drivers.map((values) => columnOf(standardised(values)))];
  });
}

function standardised(values: Float64Array): Float64Array {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
  return values.map((value) => (spread > Math.abs(centre) * 1e-9 ? (value - centre) / spread : 0));
}

/** Outcome and inputs, both less what is usual (level and season by their own past): what inputs did shows in what is unusual. */
export function effectProblem(
  outcome: Float64Array,
  columns: readonly InputColumn[],
  missing: (step: number) => boolean,
  { knownUntil }: RowPlan,
  seasonSteps: number,
): RidgeProblem {
  const unusualOutcome = unusual(outcome, seasonSteps);
  const first = (refit: number): number => (refit === 0 ? seasonSteps : (knownUntil[refit - 1] as number) + 1);
  return {
    rows: knownUntil.map((known, refit) => known + 1 - first(refit)),
    write(refit, row, features, outcomes) {
      const step = first(refit) + row;
      outcomes[0] = unusualOutcome[step] as number;
      for (let column = 0; column < columns.length; column += 1)
        features[column] = columns[column]?.unusual[step] as number;
      return missing(step) ? 0 : 1;
    },
  };
}

/** Each value less the level and season that were known before it. */
export function unusual(values: Float64Array, seasonSteps: number): Float64Array {
  const { level, season } = profileOf(values, seasonSteps);
  return values.map((value, step) =>
    step < seasonSteps ? 0 : value - (level[step - 1] as number) - (season[step - seasonSteps] as number),
  );
}

/** What the inputs do at each step of window and horizon, as known by one refit. */
export function effectsOf(columns: readonly InputColumn[], fit: RidgeFit, refit: number): Float64Array {
  const effects = new Float64Array(columns[0]?.values.length ?? 0);
  columns.forEach(({ values }, feature) => {
    const coefficient = fit.coefficient(refit, feature, 0);
    for (let step = 0; step < effects.length; step += 1)
      effects[step] = (effects[step] as number) + coefficient * (values[step] as number);
  });
  return effects;
}
