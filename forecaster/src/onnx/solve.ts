import { arithmeticOf } from './arithmetic.js';
import type { GraphBuilder, Value } from './graph-builder.js';
import { floats, integers } from './tensor.js';

/**
 * Solves A·X = B for many symmetric positive definite A at once. `system` is [size, size + columns, …]: A and B side by side, the problems on the axes
 * behind, so that each step of the elimination is one long row of numbers. The result is [size, columns, …].
 * Gauss–Jordan unrolled, one elimination a row, without a choice of pivots, which such matrices do not need. Float32: give A a ridge.
 */
export function solveSymmetric(graph: GraphBuilder, system: Value, size: number): Value {
  const { divide, greatest, multiply, number, subtract } = arithmeticOf(graph);
  const axis = (at: number): Value => graph.constant(integers(at));
  const slice = (of: Value, from: number, to: number, along: number): Value =>
    graph.op('Slice', [of, axis(from), axis(to), axis(along)]);
  const tiny = number(1e-12);
  const unit = (place: number): Value =>
    graph.constant(
      floats(
        Array.from({ length: size }, (_, at) => Number(at === place)),
        [size, 1, 1, 1],
      ),
    );
  let rest = system;
  for (let place = 0; place < size; place += 1) {
    // The columns before this one are cleared and are not carried along.
    const column = slice(rest, 0, 1, 1);
    rest = slice(rest, 1, 2 ** 31 - 1, 1);
    const pivot = greatest(slice(column, place, place + 1, 0), tiny);
    // Subtracting (column − unit) · row / pivot clears the column everywhere else and scales the row itself.
    const row = divide(slice(rest, place, place + 1, 0), pivot);
    rest = subtract(rest, multiply(subtract(column, unit(place)), row));
  }
  return rest;
}
