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
  // One buffer for all: one a series is as much work for the garbage collector as the arithmetic is.
  const all = new Float64Array(scales.length * length);
  return scales.map(({ centre, spread }, at) => {
    const values = all.subarray(at * length, (at + 1) * length);
    const from = (part * scales.length + at) * length;
    for (let place = 0; place < length; place += 1) values[place] = (scaled[from + place] as number) * spread + centre;
    return { cycles, horizonSteps, firstOrigin, values };
  });
}
