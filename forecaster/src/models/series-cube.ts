import { arithmeticOf } from '../onnx/arithmetic.js';
import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { floats, integers } from '../onnx/tensor.js';

/** A batch inside of a graph, cycle by cycle. */
export interface SeriesCube {
  /** [cycle, step, series]; 0 where missing. */
  readonly values: Value;
  /** [cycle, step, series]; 0 where missing, else 1. */
  readonly mask: Value;
  /** The input `initial_cycles` int64 [1]: cycles that first states are taken from. */
  readonly initialCycles: Value;
  /** int64 [1] */
  readonly seriesCount: Value;
  /** int64 [2]: so many rows, one column a series. */
  rows(count: number): Value;
  /** Zeros of that shape. */
  nothing(shape: Value): Value;
}

/** Reads the inputs `y` float [step, series], whole cycles, oldest first, NaN = missing, and `initial_cycles`. */
export function seriesCube(graph: GraphBuilder, cycleSteps: number): SeriesCube {
  const { concat, either, number, reshape } = arithmeticOf(graph);
  const y = graph.input('y', 'float', ['step', 'series']);
  const initialCycles = graph.input('initial_cycles', 'int64', [1]);
  const seriesCount = graph.op('Shape', [y], { start: { integer: 1 }, end: { integer: 2 } });
  const cube = concat(graph.constant(integers(-1, cycleSteps)), seriesCount);
  const missing = graph.op('IsNaN', [y]);
  return {
    values: reshape(either(missing, number(0), y), cube),
    mask: reshape(graph.op('Cast', [graph.op('Not', [missing])], { to: { integer: 1 } }), cube),
    initialCycles,
    seriesCount,
    rows: (count) => concat(graph.constant(integers(count)), seriesCount),
    nothing: (shape) => graph.op('ConstantOfShape', [shape], { value: { tensor: floats([0]) } }),
  };
}
