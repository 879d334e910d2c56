import type { RollingForecast } from '../../domain/rolling.js';
import type { BatchShape, ForecastModel } from '../model.js';
import { scaleOf, type Scale } from '../scale.js';
import { openSessions } from '../sessions.js';
import { effectProblem, effectsOf, INPUT_PRIOR, inputColumns, type InputColumn } from './effects.js';
import { fitRidge, type RidgeFit } from './fit.js';
import { fillSeasons, withinReach } from './gaps.js';
import { lagFeatures, lagProblem } from './lags.js';
import { drawnIn, profileOf, samePlace, type Profile } from './profile.js';
import { ridgeModel, type RidgeShape } from './ridge-graph.js';
import { planRows, type RowPlan } from './row-plan.js';

const LONGEST_SEASON_STEPS = 48;
/** As many rows as the belief weighs that level and season alone are the forecast. */
const PRIOR_ROWS = 100;

/** Lags, calendar and drivers by ridge regression (README.md). */
export function openRidge(): ForecastModel {
  const sessions = openSessions<RidgeShape>(ridgeModel);
  return {
    name: 'ridge@1',
    refuses: ({ seasonSteps }) =>
      seasonSteps > LONGEST_SEASON_STEPS
        ? `a season of ${seasonSteps} steps is longer than the ${LONGEST_SEASON_STEPS} that ridge takes`
        : undefined,
    suits: () => true,
    async forecast({ shape, series, addsUp, inputs = [] }) {
      const windowSteps = series[0]?.length ?? 0;
      const plan = planRows(shape, windowSteps / shape.cycleSteps);
      const columns = inputColumns(
        series.map((_, at) => inputs[at]),
        shape,
        windowSteps,
      );
      const prepared = series.map((values, at) =>
        prepare(values, columns[at] ?? [], shape, {
          tamed: addsUp[at] !== true,
          settlingSteps: (plan.firstOrigin + 1) * shape.cycleSteps,
        }),
      );
      const effectFits = new Map<PreparedSeries, RidgeFit>();
      for (const features of new Set(prepared.map(({ columns }) => columns.length))) {
        if (features === 0) continue;
        const some = prepared.filter(({ columns }) => columns.length === features);
        const problems = some.map((one) =>
          effectProblem(one.values, one.columns, one.missing, plan, shape.seasonSteps),
        );
        const fits = await fitRidge(problems, { features, targets: 1, priorRows: 0, prior: INPUT_PRIOR }, sessions);
        some.forEach((one, at) => effectFits.set(one, fits[at] as RidgeFit));
      }
      const views = prepared.map((one) => viewsOf(one, effectFits.get(one), plan, shape));
      const fits = await fitRidge(
        prepared.map(({ missing }, at) => lagProblem(views[at] as readonly View[], missing, plan, shape)),
        { features: plan.lags + 1, targets: shape.horizonSteps, priorRows: PRIOR_ROWS, prior: 1e-3 },
        sessions,
      );
      return prepared.map((one, at) =>
        withinReach(
          rollingOf(one, views[at] as readonly View[], fits[at] as RidgeFit, plan, shape),
          series[at] as Float64Array,
          shape.cycleSteps,
        ),
      );
    },
    close: () => sessions.close(),
  };
}

interface PreparedSeries {
  readonly scale: Scale;
  /** Scaled, gaps closed. */
  readonly values: Float64Array;
  readonly missing: (step: number) => boolean;
  readonly columns: readonly InputColumn[];
  /** Outliers are drawn in; never where parts add up, since that shifts the mean. */
  readonly tamed: boolean;
}

/** The series as one refit sees it: without the effect of the inputs, with its level and season. */
export interface View {
  readonly rest: Float64Array;
  /** Window and horizon long; undefined without inputs. */
  readonly effects: Float64Array | undefined;
  readonly profile: Profile;
}

function prepare(
  series: Float64Array,
  columns: readonly InputColumn[],
  shape: BatchShape,
  { tamed, settlingSteps }: { readonly tamed: boolean; readonly settlingSteps: number },
): PreparedSeries {
  // By what no judged forecast has yet to learn: the scale weighs the constant against the lags, so a later one would tell of the future.
  const scale = scaleOf(series.subarray(0, settlingSteps), shape);
  const scaled = series.map((value) => (value - scale.centre) / scale.spread);
  return {
    scale,
    values: fillSeasons(scaled, shape.seasonSteps, settlingSteps),
    missing: (step) => Number.isNaN(series[step]),
    columns,
    tamed,
  };
}

function viewsOf(
  { values, columns, tamed }: PreparedSeries,
  fit: RidgeFit | undefined,
  plan: RowPlan,
  { seasonSteps }: BatchShape,
): readonly View[] {
  if (!fit) {
    const rest = tamed ? drawnIn(values, seasonSteps) : values;
    const view = { rest, effects: undefined, profile: profileOf(rest, seasonSteps) };
    return plan.refits.map(() => view);
  }
  return plan.refits.map((_, refit) => {
    const effects = effectsOf(columns, fit, refit);
    const without = values.map((value, step) => value - (effects[step] as number));
    const rest = tamed ? drawnIn(without, seasonSteps) : without;
    return { rest, effects, profile: profileOf(rest, seasonSteps) };
  });
}

function rollingOf(
  { scale }: PreparedSeries,
  views: readonly View[],
  fit: RidgeFit,
  { refitOf, lags, firstOrigin }: RowPlan,
  { seasonSteps, cycleSteps, horizonSteps }: BatchShape,
): RollingForecast {
  const cycles = refitOf.length;
  const values = new Float64Array(cycles * horizonSteps);
  const features = new Float32Array(lags + 1);
  refitOf.forEach((refit, cycle) => {
    const { effects, profile, rest } = views[Math.max(0, refit)] as View;
    const origin = (cycle + 1) * cycleSteps - 1;
    if (refit >= 0) lagFeatures(rest, profile, origin, seasonSteps, features);
    for (let ahead = 1; ahead <= horizonSteps; ahead += 1) {
      let value = (profile.level[origin] as number) + (profile.season[samePlace(origin, ahead, seasonSteps)] as number);
      if (refit >= 0)
        for (let feature = 0; feature <= lags; feature += 1)
          value += (features[feature] as number) * fit.coefficient(refit, feature, ahead - 1);
      value += effects?.[origin + ahead] ?? 0;
      values[cycle * horizonSteps + ahead - 1] = value * scale.spread + scale.centre;
    }
  });
  return { cycles, horizonSteps, firstOrigin, values };
}
