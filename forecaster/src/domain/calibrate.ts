import { INTERVALS, QUANTILES } from '@wellhead/contracts';
import { pinballLoss } from './accuracy.js';
import { adaptLevel, residualAt } from './adaptive-level.js';
import { cameAt, type RollingForecast } from './rolling.js';
import { sortedWindow, type SortedWindow } from './sorted-window.js';

/** Residuals that an interval is learnt from, newest first to stay: two years of weekly origins. */
export const WINDOW_ORIGINS = 104;
/** Fewer origins than this: the horizons are pooled and the interval is marked uncalibrated. */
export const CALIBRATED_ORIGINS = 60;
/** Residuals that a pooled interval must stand on before it is scored. */
const POOLED_RESIDUALS = 20;

export interface Coverage {
  readonly hit: number;
  readonly n: number;
}

export interface Intervals {
  /** One array a quantile of QUANTILES, `horizonSteps` values each, never crossing. */
  readonly quantiles: readonly Float64Array[];
  readonly calibrated: boolean;
  /** Rolling origins that the interval was learnt from: of the step that has the fewest. */
  readonly origins: number;
  /** By level of INTERVALS ("0.8"): how often past intervals, each from what was known at its origin, held what came. */
  readonly coverage: Readonly<Record<string, Coverage>>;
  /** Mean pinball loss of the same past intervals over all quantiles; undefined when there was none to judge. */
  readonly pinball: number | undefined;
}

export interface CalibrationInput {
  readonly rolling: RollingForecast;
  /** The window: `rolling.cycles × cycleSteps` values. */
  readonly actual: Float64Array;
  readonly cycleSteps: number;
  readonly nonNegative: boolean;
}

/**
 * Split-conformal quantiles from the errors of past forecasts, step by step of the horizon, replayed origin by origin: at
 * each origin only the residuals that were known then are used, so the coverage of the replay is what a user would have
 * seen. Undefined when not a single forecast met its outcome.
 */
export function calibrate(input: CalibrationInput): Intervals | undefined {
  const known = Array.from({ length: input.rolling.horizonSteps }, (_, step) => residualCount(input, step));
  const origins = Math.min(WINDOW_ORIGINS, ...known);
  const calibrated = origins >= CALIBRATED_ORIGINS;
  if (!known.some((count) => count > 0)) return undefined;

  const { rolling, actual, cycleSteps, nonNegative } = input;
  const { horizonSteps, cycles, firstOrigin } = rolling;
  const score = newScore();
  const quantiles = QUANTILES.map(() => new Float64Array(horizonSteps));
  const pool = sortedWindow(Number.MAX_SAFE_INTEGER);
  const steps = Array.from({ length: horizonSteps }, (_, step) => ({
    residuals: calibrated ? sortedWindow(WINDOW_ORIGINS) : pool,
    levels: QUANTILES.map((quantile): number => quantile),
    /** Intervals whose outcome is not known yet, by origin. */
    issued: new Map<number, readonly number[]>(),
    delay: delayOf(step, cycleSteps),
  }));
  const enough = calibrated ? CALIBRATED_ORIGINS : POOLED_RESIDUALS;

  for (let origin = firstOrigin; origin < cycles; origin += 1) {
    steps.forEach((state, step) => learn(state, step, origin - state.delay));
    steps.forEach((state, step) => {
      const isNewest = origin === cycles - 1;
      if (!isNewest && state.residuals.sorted.length < enough) return;
      const mean = rolling.values[origin * horizonSteps + step] as number;
      const values = quantilesAround(mean, state.residuals, state.levels, nonNegative);
      if (isNewest) values.forEach((value, at) => ((quantiles[at] as Float64Array)[step] = value));
      else {
        state.issued.set(origin, values);
        score.add(values, cameAt(actual, cycleSteps, origin, step));
      }
    });
  }
  return { quantiles, calibrated, origins, ...score.result() };

  /** Takes in the outcome of the forecast of `origin`, now that it is known. */
  function learn(state: (typeof steps)[number], step: number, origin: number): void {
    if (origin < firstOrigin) return;
    const came = cameAt(actual, cycleSteps, origin, step);
    const issued = state.issued.get(origin);
    state.issued.delete(origin);
    if (Number.isNaN(came)) return;
    state.residuals.push(came - (rolling.values[origin * horizonSteps + step] as number));
    if (calibrated && issued)
      for (let at = 0; at < QUANTILES.length; at += 1)
        state.levels[at] = adaptLevel(
          QUANTILES[at] as number,
          state.levels[at] as number,
          came <= (issued[at] as number),
        );
  }
}

/** Cycles until the outcome of a step is known: 1 for those within the next cycle. */
const delayOf = (step: number, cycleSteps: number): number => Math.floor(step / cycleSteps) + 1;

/** Residuals of one step that are known at the newest origin. */
function residualCount({ rolling, actual, cycleSteps }: CalibrationInput, step: number): number {
  let count = 0;
  for (let origin = rolling.firstOrigin; origin < rolling.cycles - 1; origin += 1)
    if (!Number.isNaN(cameAt(actual, cycleSteps, origin, step))) count += 1;
  return count;
}

/** Quantiles in order: levels adapt one by one, so neighbours may cross, and sorting never makes them worse (Chernozhukov et al. 2010). */
function quantilesAround(
  mean: number,
  residuals: SortedWindow,
  levels: readonly number[],
  nonNegative: boolean,
): readonly number[] {
  // Millions of calls a run: loops, no closures.
  const values = new Array<number>(levels.length);
  for (let at = 0; at < levels.length; at += 1) {
    let value = mean + residualAt(residuals.sorted, levels[at] as number);
    if (nonNegative && value < 0) value = 0;
    let place = at;
    for (; place > 0 && (values[place - 1] as number) > value; place -= 1) values[place] = values[place - 1] as number;
    values[place] = value;
  }
  return values;
}

function newScore(): {
  add(quantiles: readonly number[], came: number): void;
  result(): Pick<Intervals, 'coverage' | 'pinball'>;
} {
  const bounds = INTERVALS.map(({ level, lower, upper }) => ({
    level,
    lower: QUANTILES.indexOf(lower),
    upper: QUANTILES.indexOf(upper),
    hit: 0,
  }));
  let n = 0;
  let loss = 0;
  return {
    add(quantiles, came) {
      if (Number.isNaN(came)) return;
      n += 1;
      for (const bound of bounds)
        if (came >= (quantiles[bound.lower] as number) && came <= (quantiles[bound.upper] as number)) bound.hit += 1;
      for (let at = 0; at < QUANTILES.length; at += 1)
        loss += pinballLoss(QUANTILES[at] as number, quantiles[at] as number, came) / QUANTILES.length;
    },
    result: () => ({
      coverage: Object.fromEntries(bounds.map(({ level, hit }) => [String(level), { hit, n }])),
      pinball: n > 0 ? loss / n : undefined,
    }),
  };
}
