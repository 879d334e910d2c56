import { Tensor } from 'onnxruntime-node';
import { combined } from '../domain/combination.js';
import type { RollingForecast } from '../domain/rolling.js';
import type { BatchShape, ForecastModel } from './model.js';
import { rollingOutput } from './rolling-output.js';
import { scaledColumns, scaleOf, type Scale } from './scale.js';
import { openSessions } from './sessions.js';
import { checkedModel } from './checked-model.js';

/** A model that is one graph: `y` float [step, series] and `initial_cycles` int64 [1] in, `rolling` float [way, series, cycle, horizon] out. */
export interface GraphModel {
  readonly name: string;
  graphOf(shape: BatchShape): Uint8Array;
  /** In how many ways the graph forecasts each series; several are combined by their past errors. Default: one. */
  waysOf?(shape: BatchShape): number;
  /** Cycles that the first states are taken from, of so many; the first honest origin is the last of them. */
  initialCyclesOf(cycles: number): number;
  /** Default: around 0, a typical seasonal difference = 1. */
  scaleOf?(series: Float64Array, shape: BatchShape): Scale;
  readonly suits: ForecastModel['suits'];
  readonly longestSeasonSteps: number;
}

/** How strongly the weights of the ways follow their past errors. */
const WAY_POWER = 20;

export function openGraphModel(model: GraphModel): ForecastModel {
  const { name, graphOf, initialCyclesOf, suits, longestSeasonSteps } = model;
  const sessions = openSessions(graphOf);
  const scaled = model.scaleOf ?? scaleOf;
  return checkedModel({
    name,
    suits,
    refuses: ({ seasonSteps }) =>
      seasonSteps > longestSeasonSteps
        ? `a season of ${seasonSteps} steps is longer than the ${longestSeasonSteps} that ${name} takes; use a coarser interval`
        : undefined,
    async forecast(batch) {
      const { shape, series } = batch;
      if (series.length === 0) return [];
      const steps = series[0]?.length ?? 0;
      const cycles = steps / shape.cycleSteps;
      const session = await sessions.of(shape);
      const scales = series.map((values) => scaled(values, shape));
      const initialCycles = initialCyclesOf(cycles);
      const { rolling } = await session.run({
        y: new Tensor('float32', scaledColumns(batch, scales, steps), [steps, series.length]),
        initial_cycles: new Tensor('int64', BigInt64Array.of(BigInt(initialCycles)), [1]),
      });
      const past = { cycles, horizonSteps: shape.horizonSteps, firstOrigin: initialCycles - 1 };
      const ways = Array.from({ length: model.waysOf?.(shape) ?? 1 }, (_, way) =>
        rollingOutput(rolling, scales, past, way),
      );
      if (ways.length === 1) return ways[0] as readonly RollingForecast[];
      return series.map((values, at) =>
        combined(
          ways.map((way) => way[at] as RollingForecast),
          values,
          shape.cycleSteps,
          { power: WAY_POWER },
        ),
      );
    },
    close: () => sessions.close(),
  });
}
