import { arithmeticOf } from '../onnx/arithmetic.js';
import { buildGraph, type Value } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { integers } from '../onnx/tensor.js';

/**
 * Lloyd's algorithm (1982, doi:10.1109/TIT.1982.1056489), `rounds` times, for several starts at once.
 * In: `points` float [point, feature], `centres` float [start, group, feature]. Out: `group` int64 [start, point], `loss` float [start], the sum of
 * squared distances to the own centre. A group that loses all its points keeps its centre.
 */
export function kMeansModel({
  groups,
  features,
  rounds,
}: {
  readonly groups: number;
  readonly features: number;
  readonly rounds: number;
}): Uint8Array {
  const graph = buildGraph('k-means');
  const { add, subtract, multiply, number, sum, unsqueeze, greatest, either } = arithmeticOf(graph);
  const points = graph.input('points', 'float', ['point', features]);
  let centres = graph.input('centres', 'float', ['start', groups, features]);
  const pointsBack = unsqueeze(graph.op('Transpose', [points], { perm: { integers: [1, 0] } }), 0);
  const pointSquares = unsqueeze(sum(multiply(points, points), 1, 0), 0, 1);
  /** [start, group, point] */
  const distances = (): Value =>
    greatest(
      add(
        subtract(sum(multiply(centres, centres), 2, 1), multiply(number(2), graph.op('MatMul', [centres, pointsBack]))),
        pointSquares,
      ),
      number(0),
    );
  const nearest = (from: Value): Value =>
    graph.op('ArgMin', [from], { axis: { integer: 1 }, keepdims: { integer: 0 } });
  const names = graph.constant(integers(...Array.from({ length: groups }, (_, at) => at)));
  for (let round = 0; round < rounds; round += 1) {
    const mine = graph.op('Equal', [unsqueeze(nearest(distances()), 1), unsqueeze(names, 0, 2)]);
    const weights = graph.op('Cast', [mine], { to: { integer: 1 } });
    const counts = sum(weights, 2, 1);
    const means = graph.op('Div', [graph.op('MatMul', [weights, points]), greatest(counts, number(1))]);
    const isEmpty = graph.op('Less', [counts, number(0.5)]);
    centres = either(isEmpty, centres, means);
  }
  const last = distances();
  graph.output('group', nearest(last), 'int64', ['start', 'point']);
  const closest = graph.op('Neg', [
    graph.op('ReduceMax', [graph.op('Neg', [last]), graph.constant(integers(1))], { keepdims: { integer: 0 } }),
  ]);
  graph.output('loss', sum(closest, 1, 0), 'float', ['start']);
  return encodeModel(graph.graph(), { kind: 'k-means' });
}
