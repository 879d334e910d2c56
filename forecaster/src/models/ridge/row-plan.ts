import { initialCyclesOf } from '../initial-state.js';
import type { BatchShape } from '../model.js';

/** From when on the model uses what it learnt, and from which rows. Steps count from 0; a row stands at its last known step. */
export interface RowPlan {
  /** Steps that a row looks back, its own one included. */
  readonly lags: number;
  /** Cycles at whose end the model is fitted anew. */
  readonly refits: readonly number[];
  /** Per refit the last step that it knows. */
  readonly knownUntil: readonly number[];
  /** Per refit the steps of the rows that it adds. */
  readonly rows: readonly (readonly number[])[];
  /** Per cycle the refit whose coefficients its forecast uses; −1 before the first. */
  readonly refitOf: readonly number[];
  readonly firstOrigin: number;
}

/** Fitting is most of the work. Fits stand close together first, when coefficients change fastest: at equal ratios. */
const MOST_REFITS = 8;
/** Rows of a series in all; of longer windows only every so many steps is a row. */
const MOST_ROWS = 600;

/** Two seasons of a short one, a little more than one of a long one. */
export const lagsOf = (seasonSteps: number): number =>
  seasonSteps <= 8 ? Math.max(14, 2 * seasonSteps) : seasonSteps + 3;

/**
 * A refit has only rows whose outcomes are known at the origin from which it is used: this is where the model is kept from
 * looking ahead.
 */
export function planRows({ seasonSteps, cycleSteps, horizonSteps }: BatchShape, cycles: number): RowPlan {
  const lags = lagsOf(seasonSteps);
  const firstOrigin = initialCyclesOf(cycles) - 1;
  const ratio = cycles / (firstOrigin + 1);
  const fits = Math.min(MOST_REFITS, cycles - firstOrigin);
  const refits = Array.from(
    { length: fits },
    (_, at) => Math.round((firstOrigin + 1) * ratio ** (at / fits)) - 1,
  ).filter((cycle, at, all) => cycle !== all[at - 1]);
  const knownUntil = refits.map((cycle) => (cycle + 1) * cycleSteps - 1);
  const stride = strideOf(cycles * cycleSteps, seasonSteps);
  let step = lags - 1;
  const rows = knownUntil.map((known) => {
    const own: number[] = [];
    for (; step + horizonSteps <= known; step += stride) own.push(step);
    return own;
  });
  return {
    lags,
    refits,
    knownUntil,
    rows,
    refitOf: Array.from({ length: cycles }, (_, cycle) => refits.findLastIndex((refit) => refit <= cycle)),
    firstOrigin,
  };
}

/** Has no factor in common with the season, so that every step of the season has its rows. */
function strideOf(steps: number, seasonSteps: number): number {
  let stride = Math.max(1, Math.ceil(steps / MOST_ROWS));
  while (commonFactor(stride, seasonSteps) > 1) stride += 1;
  return stride;
}

const commonFactor = (a: number, b: number): number => (b === 0 ? a : commonFactor(b, a % b));
