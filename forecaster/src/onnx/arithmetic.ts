import type { GraphBuilder, Value } from './graph-builder.js';
import { integers, scalar } from './tensor.js';

/** The everyday nodes of a graph by their names in a sentence. Operands follow numpy's broadcasting. */
export interface Arithmetic {
  number(value: number): Value;
  add(a: Value, b: Value): Value;
  subtract(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  divide(a: Value, b: Value): Value;
  /** Divides by no less than 10⁻⁶: nothing of nothing is nothing. */
  ratio(part: Value, whole: Value): Value;
  greatest(a: Value, b: Value): Value;
  least(a: Value, b: Value): Value;
  either(condition: Value, yes: Value, no: Value): Value;
  /** Along the first axis. */
  concat(...parts: readonly Value[]): Value;
  sum(of: Value, axis: number, keep?: 0 | 1): Value;
  unsqueeze(of: Value, ...axes: readonly number[]): Value;
  reshape(of: Value, shape: Value): Value;
  transpose(of: Value, ...axes: readonly number[]): Value;
}

export function arithmeticOf(graph: GraphBuilder): Arithmetic {
  const number = (value: number): Value => graph.constant(scalar(value));
  const divide = (a: Value, b: Value): Value => graph.op('Div', [a, b]);
  const greatest = (a: Value, b: Value): Value => graph.op('Max', [a, b]);
  return {
    number,
    add: (a, b) => graph.op('Add', [a, b]),
    subtract: (a, b) => graph.op('Sub', [a, b]),
    multiply: (a, b) => graph.op('Mul', [a, b]),
    divide,
    ratio: (part, whole) => divide(part, greatest(whole, number(1e-6))),
    greatest,
    least: (a, b) => graph.op('Min', [a, b]),
    either: (condition, yes, no) => graph.op('Where', [condition, yes, no]),
    concat: (...parts) => graph.op('Concat', parts, { axis: { integer: 0 } }),
    sum: (of, axis, keep = 0) =>
      graph.op('ReduceSum', [of, graph.constant(integers(axis))], { keepdims: { integer: keep } }),
    unsqueeze: (of, ...axes) => graph.op('Unsqueeze', [of, graph.constant(integers(...axes))]),
    reshape: (of, shape) => graph.op('Reshape', [of, shape]),
    transpose: (of, ...axes) => graph.op('Transpose', [of], { perm: { integers: axes } }),
  };
}
