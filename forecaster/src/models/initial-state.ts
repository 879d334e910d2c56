import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { floats, integers, scalar } from '../onnx/tensor.js';
import type { CycleShape } from './holt-winters/cycle-body.js';

export interface InitialState {
  readonly level: Value;
  readonly trend: Value;
  /** One [1, series] a season step; empty without a season. */
  readonly season: readonly Value[];
}

/**
 * States before the first step, from the first `cycles` cycles: a line through the means of the cycles gives level and
 * trend, the mean distance from that line's slope through each mean the season. Missing values weigh nothing; a cycle without any takes no part.
 * `values` and `mask` are [cycle, step, series].
 */
export function initialState(
  graph: GraphBuilder,
  shape: CycleShape,
  { values, mask, cycles }: { readonly values: Value; readonly mask: Value; readonly cycles: Value },
): InitialState {
  const first = graph.constant(integers(0));
  const stepAxis = graph.constant(integers(1));
  const tiny = graph.constant(scalar(1e-6));
  const head = (cube: Value): Value => graph.op('Slice', [cube, first, cycles, first]);
  const sum = (cube: Value, axis: Value, keep: 0 | 1): Value =>
    graph.op('ReduceSum', [cube, axis], { keepdims: { integer: keep } });
  const ratio = (part: Value, whole: Value): Value => graph.op('Div', [part, graph.op('Max', [whole, tiny])]);
  const multiply = (a: Value, b: Value): Value => graph.op('Mul', [a, b]);

  const present = head(mask);
  const filled = head(values);
  const counts = sum(present, stepAxis, 1); // [cycle, 1, series]
  const means = ratio(sum(filled, stepAxis, 1), counts);

  // Least squares through (cycle number, mean), weighted by how many values each mean stands on.
  const one = graph.constant(floats([1], [1, 1, 1]));
  const numbers = graph.op('Sub', [
    graph.op('CumSum', [graph.op('Expand', [one, graph.op('Shape', [counts])]), graph.constant(scalarInteger(0))]),
    one,
  ]);
  const total = sum(counts, first, 0); // [1, series]
  const centre = ratio(sum(multiply(counts, numbers), first, 0), total);
  const meanOfMeans = ratio(sum(multiply(counts, means), first, 0), total);
  const distance = graph.op('Sub', [numbers, centre]);
  const weighted = multiply(counts, distance);
  const slope = ratio(
    sum(multiply(weighted, graph.op('Sub', [means, meanOfMeans])), first, 0),
    sum(multiply(weighted, distance), first, 0),
  );
  const cycleSteps = graph.constant(scalar(shape.cycleSteps));
  const trend = graph.op('Div', [slope, cycleSteps]);
  // A cycle's mean stands at its middle, (steps + 1) / 2 after the step before it.
  const stepsToCentre = graph.op('Add', [
    multiply(centre, cycleSteps),
    graph.constant(scalar((shape.cycleSteps + 1) / 2)),
  ]);
  const level = graph.op('Sub', [meanOfMeans, multiply(trend, stepsToCentre)]);

  if (shape.seasonSteps === 1) return { level, trend, season: [] };
  const bySeason = graph.constant(integers(-1, shape.seasonSteps));
  const seriesCount = graph.op('Shape', [values], { start: { integer: 2 }, end: { integer: 3 } });
  const seasons = graph.op('Concat', [bySeason, seriesCount], { axis: { integer: 0 } });
  const perSeason = (cube: Value): Value => sum(graph.op('Reshape', [cube, seasons]), first, 0);
  // Without the trend within the cycle, which the trend itself will add.
  const withinCycle = floats(
    Array.from({ length: shape.cycleSteps }, (_, step) => step - (shape.cycleSteps - 1) / 2),
    [1, shape.cycleSteps, 1],
  );
  const line = graph.op('Add', [means, multiply(trend, graph.constant(withinCycle))]);
  const deviation = multiply(graph.op('Sub', [filled, line]), present);
  const season = graph.ops('Split', [ratio(perSeason(deviation), perSeason(present))], shape.seasonSteps, {
    axis: { integer: 0 },
    num_outputs: { integer: shape.seasonSteps },
  });
  return { level, trend, season };
}

const scalarInteger = (value: number): { dimensions: readonly number[]; data: BigInt64Array } => ({
  dimensions: [],
  data: BigInt64Array.of(BigInt(value)),
});

/** Cycles that the first states are taken from: four of a long series, two of a short one. */
export const initialCyclesOf = (cycles: number): number => (cycles >= 12 ? 4 : 2);
