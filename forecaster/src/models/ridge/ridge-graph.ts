import { buildGraph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { solveSymmetric } from '../../onnx/solve.js';
import { floats, integers, scalar } from '../../onnx/tensor.js';

export interface RidgeShape {
  readonly features: number;
  readonly targets: number;
  /** Belief that a coefficient is 0: as many rows as this, of the mean size of a feature … */
  readonly priorRows: number;
  /** … and this much besides, in squares of the features. Above 0. */
  readonly prior: number;
}

/**
 * Ridge regression learnt again and again as rows come in: refit b knows the rows of parts 0 … b.
 * In: `rows` float [series, part, row, feature], `outcomes` float [series, part, row, target], `weights` float [series, part, row, 1] (0 = no row).
 * Out: `coefficients` float [series, part, feature, target], from the normal equations, (XᵀWX + penalty) β = XᵀWy, summed up over the parts.
 */
export function ridgeModel({ features, targets, priorRows, prior }: RidgeShape): Uint8Array {
  const graph = buildGraph('ridge');
  const multiply = (a: Value, b: Value): Value => graph.op('Mul', [a, b]);
  const product = (a: Value, b: Value): Value => graph.op('MatMul', [a, b]);
  const number = (value: number): Value => graph.constant(scalar(value));
  const axes = (...at: readonly number[]): Value => graph.constant(integers(...at));
  const sum = (of: Value, ...at: readonly number[]): Value =>
    graph.op('ReduceSum', [of, axes(...at)], { keepdims: { integer: 1 } });
  const partAxis = graph.constant({ dimensions: [], data: BigInt64Array.of(1n) });
  const soFar = (of: Value): Value => graph.op('CumSum', [of, partAxis]);

  const rows = graph.input('rows', 'float', ['series', 'part', 'row', features]);
  const outcomes = graph.input('outcomes', 'float', ['series', 'part', 'row', targets]);
  const weights = graph.input('weights', 'float', ['series', 'part', 'row', 1]);
  const weighted = graph.op('Transpose', [multiply(rows, weights)], { perm: { integers: [0, 1, 3, 2] } });
  const gram = soFar(product(weighted, rows));
  const moments = soFar(product(weighted, outcomes));
  const identity = graph.constant(
    floats(
      Array.from({ length: features ** 2 }, (_, at) => Number(at % (features + 1) === 0)),
      [features, features],
    ),
  );
  const count = graph.op('Max', [soFar(sum(weights, 2)), number(1e-6)]);
  const size = graph.op('Div', [sum(multiply(gram, identity), 2, 3), multiply(count, number(features))]);
  const penalty = graph.op('Add', [multiply(size, number(priorRows)), number(prior)]);
  const damped = graph.op('Add', [gram, multiply(identity, penalty)]);
  graph.output('coefficients', solveSymmetric(graph, damped, moments, features), 'float', [
    'series',
    'part',
    features,
    targets,
  ]);
  return encodeModel(graph.graph(), { kind: 'ridge' });
}
