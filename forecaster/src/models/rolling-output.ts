import type { Tensor } from 'onnxruntime-node';
import type { RollingForecast } from '../domain/rolling.js';
import { batchScratch } from '../domain/scratch.js';
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
  const all = batchScratch.numbers(scales.length * length);
  const from = part * all.length;
  return scales.map(({ centre, spread }, at) => {
    const first = at * length;
    unscale(scaled, from + first, { centre, spread }, all, first, length);
    return { cycles, horizonSteps, values: all.subarray(first, first + length), firstOrigin };
  });
}

/** Not within the callback above: what is compiled for that goes with it, batch by batch. */
function unscale(
  scaled: Float32Array,
  from: number,
  { centre, spread }: Scale,
  into: Float64Array,
  to: number,
  length: number,
): void {
  for (let place = 0; place < length; place += 1) into[to + place] = (scaled[from + place] as number) * spread + centre;
}
