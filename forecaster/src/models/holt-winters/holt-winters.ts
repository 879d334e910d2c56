import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RollingForecast } from '../../domain/rolling.js';
import type { BatchShape, ForecastModel } from '../model.js';
import { holtWintersModel } from './holt-winters-graph.js';
import { scaledColumns, scaleOf } from './scale.js';

/** A season is unrolled in the graph: longer ones would take seconds to load. */
export const LONGEST_SEASON_STEPS = 400;

/** Surprises beyond this many typical seasonal differences are believed only so far (README.md, Spikes). */
const CLIP = 3;

/** Series that add up are not clipped: a mean that ignores spikes does not add up to the total. */
const NO_CLIP = 1e30;

/** Cycles that the first states are taken from: four of a long series, half of a short one. */
const initialCyclesOf = (cycles: number): number => (cycles >= 12 ? 4 : 2);

/** Sessions cost 20 to 200 ms to make: kept by shape. `run` blocks its thread, so this belongs in a worker. */
export function openHoltWinters(): ForecastModel {
  const sessions = new Map<string, Promise<InferenceSession>>();

  const sessionOf = (shape: BatchShape): Promise<InferenceSession> => {
    const key = `${shape.seasonSteps} ${shape.cycleSteps} ${shape.horizonSteps}`;
    const known = sessions.get(key);
    if (known) return known;
    const made = InferenceSession.create(holtWintersModel(shape), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      // The arena keeps its peak for good, which for a large batch is most of the memory of the process.
      enableCpuMemArena: false,
    });
    sessions.set(key, made);
    // A session that could not be made is tried again by the next batch.
    made.catch(() => sessions.delete(key));
    return made;
  };

  return {
    name: 'holt-winters@1',
    refuses: ({ seasonSteps }) =>
      seasonSteps > LONGEST_SEASON_STEPS
        ? `a season of ${seasonSteps} steps is longer than the ${LONGEST_SEASON_STEPS} that holt-winters takes; use a coarser interval`
        : undefined,
    async forecast(batch) {
      const { shape, series, addsUp } = batch;
      const steps = series[0]?.length ?? 0;
      const cycles = steps / shape.cycleSteps;
      const width = series.length;
      if (width === 0) return [];
      const session = await sessionOf(shape);
      const scales = series.map((values) => scaleOf(values, shape));
      const initialCycles = initialCyclesOf(cycles);
      const { rolling } = await session.run({
        y: new Tensor('float32', scaledColumns(batch, scales, steps), [steps, width]),
        clip: new Tensor(
          'float32',
          Float32Array.from(addsUp, (adds) => (adds ? NO_CLIP : CLIP)),
          [1, width],
        ),
        initial_cycles: new Tensor('int64', BigInt64Array.of(BigInt(initialCycles)), [1]),
      });
      const scaled = rolling?.data;
      if (!(scaled instanceof Float32Array)) throw new Error('holt-winters: the graph gave no rolling forecasts');
      const length = cycles * shape.horizonSteps;
      return scales.map(({ centre, spread }, at): RollingForecast => {
        const values = Float64Array.from(
          scaled.subarray(at * length, (at + 1) * length),
          (value) => value * spread + centre,
        );
        return { cycles, horizonSteps: shape.horizonSteps, values, firstOrigin: initialCycles - 1 };
      });
    },
    async close() {
      const open = await Promise.allSettled(sessions.values());
      sessions.clear();
      for (const outcome of open) if (outcome.status === 'fulfilled') await outcome.value.release();
    },
  };
}
