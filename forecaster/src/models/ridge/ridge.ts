import type { RollingForecast } from '../../domain/rolling.js';
import { batchScratch, modelScratch } from '../../domain/scratch.js';
import type { BatchShape, ForecastModel } from '../model.js';
import { scaledWithin, scaleOf, type Scale } from '../scale.js';
import { openSessions } from '../sessions.js';
import { checkedModel } from '../checked-model.js';
import { effectRows, effectsOf, INPUT_PRIOR, inputColumns, writeEffectRows, type InputColumn } from './effects.js';
import { fitRidge, type RidgeFit } from './fit.js';
import { fillSeasons, gapsOf, keepWithinReach, type Gaps } from './gaps.js';
import { lookAhead, writeLagRows, type Ahead } from './lags.js';
import { profileOf, type Profile } from './profile.js';
import { ridgeModel, type RidgeShape } from './ridge-graph.js';
import { planRows, type RowPlan } from './row-plan.js';

const LONGEST_SEASON_STEPS = 48;
/** As many rows as the belief weighs that level and season alone are the forecast. */
const PRIOR_ROWS = 100;

/** Lags, calendar and drivers by ridge regression (README.md). */
export function openRidge(): ForecastModel {
  const sessions = openSessions<RidgeShape>(ridgeModel);
  return checkedModel({
    name: 'ridge@1',
    refuses: ({ seasonSteps }) =>
      seasonSteps > LONGEST_SEASON_STEPS
        ? `a season of ${seasonSteps} steps is longer than the ${LONGEST_SEASON_STEPS} that ridge takes`
        : undefined,
    suits: () => true,
    async forecast({ shape, series, addsUp, inputs = [] }) {
      if (series.length === 0) return [];
      const windowSteps = series[0]?.length ?? 0;
      const { seasonSteps, horizonSteps } = shape;
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
        const problems = some.map(({ values, columns, gaps }) => ({
          profile: profileOf(values, seasonSteps),
          columns,
          gaps,
          plan,
          seasonSteps,
        }));
        const task = {
          rowCounts: effectRows(plan, seasonSteps),
          features,
          targets: 1,
          priorRows: 0,
          prior: INPUT_PRIOR,
        };
        const fits = await fitRidge(problems, writeEffectRows, task, sessions);
        some.forEach((one, at) => effectFits.set(one, fits[at] as RidgeFit));
      }
      const views = prepared.map((one) => viewsOf(one, effectFits.get(one), plan, shape));
      const fits = await fitRidge(
        prepared.map(({ gaps }, at) => ({
          views: (views[at] as readonly View[]).map(({ profile }) => profile),
          gaps,
          plan,
          shape,
        })),
        writeLagRows,
        {
          rowCounts: plan.rows.map(({ length }) => length),
          features: plan.lags + 1,
          targets: horizonSteps,
          priorRows: PRIOR_ROWS,
          prior: 1e-3,
        },
        sessions,
      );
      const ahead: Ahead = { ...shape, lags: plan.lags, features: modelScratch.numbers(plan.lags + 1) };
      return prepared.map((one, at) =>
        forecastOf(one, series[at] as Float64Array, {
          views: views[at] as readonly View[],
          fit: fits[at] as RidgeFit,
          plan,
          ahead,
        }),
      );
    },
    close: () => sessions.close(),
  });
}

interface PreparedSeries {
  readonly scale: Scale;
  /** Scaled, gaps closed. */
  readonly values: Float64Array;
  readonly gaps: Gaps;
  readonly columns: readonly InputColumn[];
  /** Outliers are drawn in; never where parts add up, since that shifts the mean. */
  readonly tamed: boolean;
}

/** The series as one refit sees it: its profile without the effect of the inputs, as far as that refit is used. */
interface View {
  readonly profile: Profile;
  /** A horizon longer than the profile; undefined without inputs. */
  readonly effects: Float64Array | undefined;
}

function prepare(
  series: Float64Array,
  columns: readonly InputColumn[],
  shape: BatchShape,
  { tamed, settlingSteps }: { readonly tamed: boolean; readonly settlingSteps: number },
): PreparedSeries {
  // By what no judged forecast has yet to learn: the scale weighs the constant against the lags, so a later one would tell of the future.
  const scale = scaleOf(series.subarray(0, settlingSteps), shape);
  const scaled = modelScratch.numbers(series.length);
  for (let step = 0; step < series.length; step += 1) scaled[step] = scaledWithin(series[step] as number, scale);
  return {
    scale,
    values: fillSeasons(scaled, shape.seasonSteps, settlingSteps),
    gaps: gapsOf(series),
    columns,
    tamed,
  };
}

function viewsOf(
  { values, columns, tamed }: PreparedSeries,
  fit: RidgeFit | undefined,
  { refitOf, refits }: RowPlan,
  { seasonSteps, cycleSteps, horizonSteps }: BatchShape,
): readonly View[] {
  if (!fit) {
    const view = { effects: undefined, profile: profileOf(values, seasonSteps, { drawnIn: tamed }) };
    return refits.map(() => view);
  }
  const views: View[] = [];
  for (let refit = 0; refit < refits.length; refit += 1) {
    const steps = (refitOf.lastIndexOf(refit) + 1) * cycleSteps;
    const effects = effectsOf(columns, fit, refit, steps + horizonSteps);
    const without = modelScratch.numbers(steps);
    for (let step = 0; step < steps; step += 1) without[step] = (values[step] as number) - (effects[step] as number);
    views.push({ effects, profile: profileOf(without, seasonSteps, { drawnIn: tamed }) });
  }
  return views;
}

interface FittedRidge {
  readonly views: readonly View[];
  readonly fit: RidgeFit;
  readonly plan: RowPlan;
  readonly ahead: Ahead;
}

function forecastOf(
  { scale }: PreparedSeries,
  series: Float64Array,
  { views, fit, plan, ahead }: FittedRidge,
): RollingForecast {
  const { refitOf, firstOrigin } = plan;
  const { cycleSteps, horizonSteps } = ahead;
  const cycles = refitOf.length;
  const values = batchScratch.numbers(cycles * horizonSteps);
  const { spread, centre } = scale;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const refit = refitOf[cycle] as number;
    const { effects, profile } = views[Math.max(0, refit)] as View;
    const origin = (cycle + 1) * cycleSteps - 1;
    const place = cycle * horizonSteps;
    lookAhead(profile, fit, refit, origin, ahead, values, place);
    if (effects)
      for (let step = 0; step < horizonSteps; step += 1)
        values[place + step] = (values[place + step] as number) + (effects[origin + 1 + step] as number);
  }
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) * spread + centre;
  const rolling = { cycles, horizonSteps, values, firstOrigin };
  keepWithinReach(rolling, series, cycleSteps);
  return rolling;
}
