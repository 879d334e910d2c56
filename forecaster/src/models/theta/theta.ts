import { Tensor } from 'onnxruntime-node';
import { initialCyclesOf } from '../initial-state.js';
import type { ForecastModel } from '../model.js';
import { rollingOutput } from '../rolling-output.js';
import { scaledColumns, scaleOf } from '../scale.js';
import { openSessions } from '../sessions.js';
import { thetaModel } from './theta-graph.js';

const LONGEST_SEASON_STEPS = 200;

/** Its line is straight: over a longer window than this it says little of the end. */
const LONGEST_STEPS = 400;

/** The Theta method (README.md). */
export function openTheta(): ForecastModel {
  const sessions = openSessions(thetaModel);
  return {
    name: 'theta@1',
    refuses: ({ seasonSteps }) =>
      seasonSteps > LONGEST_SEASON_STEPS
        ? `a season of ${seasonSteps} steps is longer than the ${LONGEST_SEASON_STEPS} that theta takes`
        : undefined,
    suits: (values) => values.length <= LONGEST_STEPS,
    async forecast(batch) {
      const { shape, series } = batch;
      if (series.length === 0) return [];
      const steps = series[0]?.length ?? 0;
      const cycles = steps / shape.cycleSteps;
      const session = await sessions.of(shape);
      const scales = series.map((values) => scaleOf(values, shape));
      const initialCycles = initialCyclesOf(cycles);
      const { rolling } = await session.run({
        y: new Tensor('float32', scaledColumns(batch, scales, steps), [steps, series.length]),
        initial_cycles: new Tensor('int64', BigInt64Array.of(BigInt(initialCycles)), [1]),
      });
      return rollingOutput(rolling, scales, {
        cycles,
        horizonSteps: shape.horizonSteps,
        firstOrigin: initialCycles - 1,
      });
    },
    close: () => sessions.close(),
  };
}
