import { arithmeticOf } from '../../onnx/arithmetic.js';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';

/** States as they stand at the end of each cycle, [cycle, row, series]. */
export interface Origins {
  readonly level: Value;
  readonly drift: Value;
  /** [cycle, season step, row, series]; undefined without a season. */
  readonly season: Value | undefined;
  /** What is left of the drift after a step, [row, series]. */
  readonly decay: Value;
}

/** Forecasts from every origin at once: [cycle, horizon, row, series]. */
export function forecastsFrom(
  graph: GraphBuilder,
  { seasonSteps, horizonSteps }: Pick<BatchShape, 'seasonSteps' | 'horizonSteps'>,
  { level, drift, season, decay }: Origins,
): Value {
  const { add, multiply, unsqueeze } = arithmeticOf(graph);
  const steps = Array.from({ length: horizonSteps }, (_, step) => step);
  const ahead = floats(
    steps.map((step) => step + 1),
    [horizonSteps, 1, 1],
  );
  const drifted = graph.op('CumSum', [
    graph.op('Pow', [decay, graph.constant(ahead)]),
    graph.constant({ dimensions: [], data: BigInt64Array.of(0n) }),
  ]);
  const flat = add(unsqueeze(level, 1), multiply(unsqueeze(drift, 1), drifted));
  if (!season) return flat;
  // To gather what is in order already would be a copy of it all.
  if (horizonSteps === seasonSteps) return add(flat, season);
  const place = graph.constant(integers(...steps.map((step) => step % seasonSteps)));
  return add(flat, graph.op('Gather', [season, place], { axis: { integer: 1 } }));
}
