import { MS_PER_DAY } from '@wellhead/contracts';
import type { KnownInputs } from '../../domain/known-inputs.js';
import type { RollingForecast } from '../../domain/rolling.js';
import { initialCyclesOf } from '../initial-state.js';
import type { ForecastModel } from '../model.js';
import { fitRidge, type RidgeFit, type WriteRows } from '../ridge/fit.js';
import { fillSeasons, keepWithinReach } from '../ridge/gaps.js';
import { ridgeModel, type RidgeShape } from '../ridge/ridge-graph.js';
import { scaledWithin, scaleOf } from '../scale.js';
import { openSessions } from '../sessions.js';
import { checkedModel } from '../checked-model.js';
import { forecastYear } from './forecast-year.js';
import { FEATURES, featuresOf } from './year-features.js';

/** A cycle that is a week of days. */
const WEEK_DAYS = 7;
/** Cycles before the year is known. */
const YEAR_CYCLES = 52;
/** A quarter of a year between two fits, counted back from the newest origin. */
const CYCLES_A_FIT = 13;
/** Two years and a half: with less than a year and a half of forecasts that know the year little is known of what they are worth. */
const LEAST_CYCLES = 130;
/** As many days as the belief weighs that the year has no course. */
const PRIOR = 10;

/** The course of the year in daily values (README.md). */
export function openYearly(): ForecastModel {
  const sessions = openSessions<RidgeShape>(ridgeModel);
  return checkedModel({
    name: 'yearly@1',
    refuses: ({ cycleSteps }) =>
      cycleSteps === WEEK_DAYS ? undefined : `its cycle of ${cycleSteps} steps is no week of days`,
    suits: (values, _, inputs) => inputs?.stepMs === MS_PER_DAY && values.length >= LEAST_CYCLES * WEEK_DAYS,
    async forecast({ shape, series, inputs = [] }) {
      const steps = series[0]?.length ?? 0;
      const { cycleSteps, horizonSteps } = shape;
      const cycles = steps / cycleSteps;
      const firstOrigin = initialCyclesOf(cycles) - 1;
      const fits = fitsOf(cycles);
      const features = sharedFeatures({ window: steps, horizon: horizonSteps });
      const prepared = series.map((values, at): Prepared => {
        // By what no forecast that is judged has yet to learn.
        const scale = scaleOf(values.subarray(0, (firstOrigin + 1) * cycleSteps), shape);
        const scaled = values.map((value) => scaledWithin(value, scale));
        return {
          scale,
          scaled,
          fits,
          cycleSteps,
          features: fits.length > 0 ? features(inputs[at]) : undefined,
        };
      });
      const dated = prepared.filter((one): one is Dated => one.features !== undefined);
      const solved = dated.length === 0 ? [] : await fitRidge(dated, writeDays, taskOf(fits, cycleSteps), sessions);
      const fitOf = new Map<Prepared, RidgeFit>(dated.map((one, at) => [one, solved[at] as RidgeFit]));
      return prepared.map((one, at): RollingForecast => {
        const { scale, scaled } = one;
        const fit = fitOf.get(one);
        const known = fit && one.features ? { features: one.features, fit, fits } : undefined;
        const filled = fillSeasons(scaled, cycleSteps, (firstOrigin + 1) * cycleSteps);
        const values = forecastYear(filled, known, shape);
        for (let place = 0; place < values.length; place += 1)
          values[place] = (values[place] as number) * scale.spread + scale.centre;
        const rolling = { cycles, horizonSteps, firstOrigin, values };
        keepWithinReach(rolling, series[at] as Float64Array, cycleSteps);
        return rolling;
      });
    },
    close: () => sessions.close(),
  });
}

interface Prepared {
  readonly scale: ReturnType<typeof scaleOf>;
  /** NaN = missing. */
  readonly scaled: Float64Array;
  /** Cycles at whose end the year is fitted anew. */
  readonly fits: readonly number[];
  readonly cycleSteps: number;
  /** Undefined where nobody knows when the days are. */
  readonly features: Float32Array | undefined;
}
type Dated = Prepared & { readonly features: Float32Array };

/** The days that a fit adds to those of the one before it. */
const writeDays: WriteRows<Dated> = ({ scaled, features, fits, cycleSteps }, { refit, table, weights, row }) => {
  const first = ((fits[refit - 1] ?? -1) + 1) * cycleSteps;
  const until = ((fits[refit] as number) + 1) * cycleSteps;
  for (let step = first, place = row; step < until; step += 1, place += 1) {
    const value = scaled[step] as number;
    if (Number.isNaN(value)) continue;
    weights[place] = 1;
    table.set(features.subarray(step * FEATURES, (step + 1) * FEATURES), place * (FEATURES + 1));
    table[place * (FEATURES + 1) + FEATURES] = value;
  }
};

const taskOf = (fits: readonly number[], cycleSteps: number) => ({
  rowCounts: fits.map((cycle, at) => (cycle - (fits[at - 1] ?? -1)) * cycleSteps),
  features: FEATURES,
  targets: 1,
  priorRows: 0,
  prior: PRIOR,
});

/** The newest cycle is one of them; none before a year is known. */
function fitsOf(cycles: number): readonly number[] {
  const fits: number[] = [];
  for (let cycle = cycles - 1; cycle >= YEAR_CYCLES - 1; cycle -= CYCLES_A_FIT) fits.unshift(cycle);
  return fits;
}

/** Series that end at one time share their features. */
function sharedFeatures(
  steps: Parameters<typeof featuresOf>[1],
): (known: KnownInputs | undefined) => Float32Array | undefined {
  const byEnd = new Map<string, Float32Array>();
  return (known) => {
    if (!known) return undefined;
    const key = `${known.cutoffMs} ${known.stepMs}`;
    const features = byEnd.get(key) ?? featuresOf(known, steps);
    byEnd.set(key, features);
    return features;
  };
}
