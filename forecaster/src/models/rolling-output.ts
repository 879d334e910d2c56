import type { Tensor } from 'onnxruntime-node';
import type { RollingForecast } from '../domain/rolling.js';
import type { Scale } from './scale.js';

/** The output `rolling` of a graph, float [series, cycle, horizon], in the unit of each series; of its `part`-th slice when it has several. */
export function rollingOutput(
  output: Tensor | undefined,
  scales: readonly Scale[],
  { cycles, horizonSteps, firstOrigin }: Pick<RollingForecast, 'cycles' | 'horizonSteps' | 'firstOrigin'>,
  part = 0,
): readonly RollingForecast[] {
  const scaled = output?.data;
  if (!(scaled instanceof Float32Array)) throw new Error('the graph gave no rolling forecasts');
  const length = cycles * horizonSteps;
  const start = part * scales.length;
  return scales.map(({ centre, spread }, at) => ({
    cycles,
    horizonSteps,
    firstOrigin,
    values: Float64Array.from(
      scaled.subarray((start + at) * length, (start + at + 1) * length),
      (value) => value * spread + centre,
    ),
  }));
}
