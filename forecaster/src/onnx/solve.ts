import type { GraphBuilder, Value } from './graph-builder.js';
import { floats, integers, scalar } from './tensor.js';

/**
 * Solves A·X = B for many symmetric positive definite A at once: `a` is [..., size, size], `b` is [..., size, columns], the result is as
 * `b`. Gauss–Jordan unrolled, one elimination a row, without a choice of pivots, which such matrices do not need. Float32: give A a ridge.
 */
export function solveSymmetric(graph: GraphBuilder, a: Value, b: Value, size: number): Value {
  const axis = (at: number): Value => graph.constant(integers(at));
  const slice = (of: Value, from: number, to: number, along: number): Value =>
    graph.op('Slice', [of, axis(from), axis(to), axis(along)]);
  const tiny = graph.constant(scalar(1e-12));
  let rows = graph.op('Concat', [a, b], { axis: { integer: -1 } });
  for (let place = 0; place < size; place += 1) {
    const row = slice(rows, place, place + 1, -2);
    const column = slice(rows, place, place + 1, -1);
    const pivot = graph.op('Max', [slice(column, place, place + 1, -2), tiny]);
    const unit = floats(
      Array.from({ length: size }, (_, at) => Number(at === place)),
      [size, 1],
    );
    // Subtracting (column − unit) · row / pivot clears the column everywhere else and scales the row itself.
    const away = graph.op('Sub', [column, graph.constant(unit)]);
    rows = graph.op('Sub', [rows, graph.op('Mul', [away, graph.op('Div', [row, pivot])])]);
  }
  return graph.op('Slice', [rows, axis(size), graph.constant(integers(2 ** 31 - 1)), axis(-1)]);
}
