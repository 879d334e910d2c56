import { Tensor } from 'onnxruntime-node';
import type { BatchShape, ForecastModel, ModelBatch } from '../model.js';
import type { RollingForecast } from '../../domain/rolling.js';
import { rollingOutput } from '../rolling-output.js';
import { scaledColumns, scaleOf } from '../scale.js';
import { openSessions, type Sessions } from '../sessions.js';
import { checkedModel } from '../checked-model.js';
import { initialCyclesOf } from '../initial-state.js';
import { holtWintersModel, type HoltWintersShape } from './holt-winters-graph.js';
import { logsOf, unlogged } from './logs.js';

/** A season is unrolled in the graph: longer ones would take seconds to load. */
export const LONGEST_SEASON_STEPS = 400;

/** Surprises beyond this many typical seasonal differences are believed only so far (README.md, Spikes). */
const CLIP = 3;

/** Series that add up are not clipped: a mean that ignores spikes does not add up to the total. */
const NO_CLIP = 1e30;

/** Windows up to this long are refined twice: they are cheap, and each of their few origins counts. */
const SHORT_STEPS = 260;
/** The grid is tried on the newest part of a window, half a year of days, what lies around its best on a year. */
const GLANCE_STEPS = 182;
const SEARCH_STEPS = 364;
const MIN_SEARCH_CYCLES = 20;

/** Sessions of the one graph that both ways of Holt-Winters run on: making one takes 0.2 s, keeping it some megabytes. */
export const openHoltWintersSessions = (): Sessions<HoltWintersShape> => openSessions(holtWintersModel);

/** Additive Holt-Winters. */
export const openHoltWinters = (sessions = openHoltWintersSessions()): ForecastModel =>
  open(
    'holt-winters@2',
    sessions,
    (batch, run) => run(batch),
    () => true,
  );

/** The same on logarithms, so that trend and season multiply; a series with a value that has no logarithm is taken as it is. */
export const openHoltWintersOfLogs = (sessions = openHoltWintersSessions()): ForecastModel =>
  open(
    'holt-winters-log@1',
    sessions,
    async (batch, run) => {
      const { series, multiplies } = logsOf(batch.series);
      const rolling = await run({ ...batch, series });
      return rolling.map((one, at) => (multiplies[at] ? unlogged(one, batch.series[at] as Float64Array) : one));
    },
    growsManifold,
  );

/** Additive and multiplicative differ where the level does: the largest cycle is half as large again as the smallest. */
function growsManifold(values: Float64Array, { cycleSteps }: BatchShape): boolean {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let from = 0; from < values.length; from += cycleSteps) {
    let sum = 0;
    let n = 0;
    for (let step = from; step < from + cycleSteps; step += 1) {
      const value = values[step] as number;
      if (value <= 0) return false;
      if (Number.isNaN(value)) continue;
      sum += value;
      n += 1;
    }
    if (n === 0) continue;
    smallest = Math.min(smallest, sum / n);
    largest = Math.max(largest, sum / n);
  }
  return largest > smallest * GROWTH;
}
const GROWTH = 1.5;

type Run = (batch: ModelBatch) => ReturnType<ForecastModel['forecast']>;

function open(
  name: string,
  sessions: Sessions<HoltWintersShape>,
  forecast: (batch: ModelBatch, run: Run) => ReturnType<Run>,
  suits: ForecastModel['suits'],
): ForecastModel {
  const run: Run = async (batch) => {
    const { shape, series, addsUp } = batch;
    const steps = series[0]?.length ?? 0;
    const cycles = steps / shape.cycleSteps;
    const width = series.length;
    const session = await sessions.of({ ...shape, refinements: steps <= SHORT_STEPS ? 2 : 1 });
    const scales = series.map((values) => scaleOf(values, shape));
    const initialCycles = initialCyclesOf(cycles);
    const newestCycles = (steps: number): Tensor => {
      const wanted = Math.max(MIN_SEARCH_CYCLES, Math.ceil(steps / shape.cycleSteps));
      return new Tensor('int64', BigInt64Array.of(BigInt(Math.min(cycles, wanted))), [1]);
    };
    const feeds = {
      y: new Tensor('float32', scaledColumns(batch, scales, steps), [steps, width]),
      clip: new Tensor('float32', Float32Array.of(addsUp[0] === true ? NO_CLIP : CLIP), []),
      initial_cycles: new Tensor('int64', BigInt64Array.of(BigInt(initialCycles)), [1]),
      glance_cycles: newestCycles(GLANCE_STEPS),
      search_cycles: newestCycles(SEARCH_STEPS),
    };
    const { rolling } = await session.run(feeds, ['rolling']);
    const past = { cycles, horizonSteps: shape.horizonSteps, firstOrigin: initialCycles - 1 };
    return rollingOutput(rolling, scales, past);
  };
  /** Series that add up are clipped otherwise: where a batch has both, they are run one after the other. */
  const apart: Run = async (batch) => {
    const { series, addsUp } = batch;
    if (addsUp.every((adds) => adds === addsUp[0])) return run(batch);
    const made = new Array<RollingForecast>(series.length);
    for (const kind of [true, false]) {
      const places = [...series.keys()].filter((at) => addsUp[at] === kind);
      const some = await run({
        shape: batch.shape,
        series: places.map((at) => series[at] as Float64Array),
        addsUp: places.map(() => kind),
      });
      places.forEach((at, place) => (made[at] = some[place] as RollingForecast));
    }
    return made;
  };
  return checkedModel({
    name,
    refuses: ({ seasonSteps }) =>
      seasonSteps > LONGEST_SEASON_STEPS
        ? `a season of ${seasonSteps} steps is longer than the ${LONGEST_SEASON_STEPS} that ${name} takes; use a coarser interval`
        : undefined,
    suits,
    forecast: async (batch) => (batch.series.length === 0 ? [] : forecast(batch, apart)),
    close: () => sessions.close(),
  });
}
