import { arithmeticOf } from '../../onnx/arithmetic.js';
import { buildGraph, type Value } from '../../onnx/graph-builder.js';
import { encodeModel } from '../../onnx/model-proto.js';
import { solveSymmetric } from '../../onnx/solve.js';
import { floats, integers } from '../../onnx/tensor.js';

export interface RidgeShape {
  /** How often the coefficients are learnt anew. */
  readonly parts: number;
  readonly features: number;
  readonly targets: number;
  /** Belief that a coefficient is 0: as many rows as this, of the mean size of a feature … */
  readonly priorRows: number;
  /** … and this much besides, in squares of the features. Above 0. */
  readonly prior: number;
}

/** Rows that a part adds. One input each: to split one tensor took longer than all the arithmetic. */
export const rowsInput = (part: number): string => `rows${part}`;

/**
 * Ridge regression learnt again and again as rows come in: refit b knows the rows of parts 0 … b.
 * In: a `rowsInput` a part, float [series, row, features + targets], features and outcomes side by side, both times the root of the row's weight; `weights` float [part, series], the weights of all rows known then, summed up.
 * Out: `coefficients` float [series, part, feature, target], from the normal equations, (XᵀWX + penalty) β = XᵀWy, summed up over the parts.
 */
export function ridgeModel({ parts, features, targets, priorRows, prior }: RidgeShape): Uint8Array {
  const graph = buildGraph('ridge');
  const { add, concat, divide, greatest, multiply, number, reshape, sum, transpose, unsqueeze } = arithmeticOf(graph);
  const byPart = Array.from({ length: parts }, (_, part) =>
    graph.input(rowsInput(part), 'float', ['series', `row${part}`, features + targets]),
  );
  const weights = graph.input('weights', 'float', [parts, 'series']);

  const axis = (at: number): Value => graph.constant(integers(at));
  let soFar: Value | undefined;
  const systems = byPart.map((part) => {
    const x = graph.op('Slice', [part, axis(0), axis(features), axis(2)]);
    const products = graph.op('MatMul', [transpose(x, 0, 2, 1), part]);
    soFar = soFar === undefined ? products : add(soFar, products);
    return unsqueeze(soFar, 0);
  });
  // [feature, feature + target, part, series]
  const normal = turned(concat(...systems), [features, features + targets], true);
  const identity = graph.constant(
    floats(
      Array.from({ length: features * (features + targets) }, (_, at) => Number(at % (features + targets + 1) === 0)),
      [features, features + targets, 1, 1],
    ),
  );
  const diagonal = sum(sum(multiply(normal, identity), 0, 1), 1, 1);
  const size = divide(diagonal, multiply(greatest(weights, number(1e-6)), number(features)));
  const penalty = add(multiply(size, number(priorRows)), number(prior));
  const solved = solveSymmetric(graph, add(normal, multiply(identity, penalty)), features);
  graph.output('coefficients', transpose(turned(solved, [features, targets], false), 1, 0, 2, 3), 'float', [
    'series',
    parts,
    features,
    targets,
  ]);
  return encodeModel(graph.graph(), { kind: 'ridge' });

  /** [part, series, …own] as [...own, part, series], or back. As a matrix: the runtime turns those several times as fast as what has four axes. */
  function turned(of: Value, own: readonly [number, number], toFront: boolean): Value {
    const size = graph.constant(integers(own[0] * own[1]));
    const rest = graph.constant(integers(-1));
    const matrix = transpose(reshape(of, toFront ? concat(rest, size) : concat(size, rest)), 1, 0);
    const problems = graph.op('Shape', [weights]);
    const front = graph.constant(integers(...own));
    return reshape(matrix, toFront ? concat(front, problems) : concat(problems, front));
  }
}
