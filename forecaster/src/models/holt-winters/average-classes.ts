import { arithmeticOf } from '../../onnx/arithmetic.js';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.js';
import { floats, integers } from '../../onnx/tensor.js';
import type { BatchShape } from '../model.js';

/** Weights fall with this power of the past errors, by squaring: 2⁴ + 2². */
export const CLASS_POWER = 20;
/** As many origins as how well a class fitted weighs. */
export const PRIOR_ORIGINS = 5;

export interface ClassForecasts {
  /** [cycle, horizon, class, series] */
  readonly rolling: Value;
  /** [class, series] */
  readonly loss: Value;
  /** What came, [cycle, step, series]: 0 where missing. */
  readonly values: Value;
  /** 0 where missing, else 1. */
  readonly mask: Value;
  /** int64 [1]: cycles that the first states were taken from; the last of them is the first honest origin. */
  readonly initialCycles: Value;
}

/**
 * The classes averaged at each origin by an inverse power of the errors that were known then, started from how well they fitted: [cycle, horizon, series]. The same as
 * `domain/combination.ts` says in doubles, but here the forecasts of single classes never leave the runtime, which was a fifth of the work.
 */
export function averageClasses(
  graph: GraphBuilder,
  { cycleSteps, horizonSteps }: Pick<BatchShape, 'cycleSteps' | 'horizonSteps'>,
  { rolling, loss, values, mask, initialCycles }: ClassForecasts,
): Value {
  const { add, concat, divide, either, greatest, multiply, number, reshape, subtract, sum, unsqueeze } =
    arithmeticOf(graph);
  const axis = (at: number): Value => graph.constant(integers(at));
  const delay = Math.ceil(horizonSteps / cycleSteps);
  const cycles = graph.op('Shape', [values], { start: { integer: 0 }, end: { integer: 1 } });
  const slice = (of: Value, from: Value, to: Value, along: number): Value =>
    graph.op('Slice', [of, from, to, axis(along)]);
  const behind = graph.op('Shape', [values], { start: { integer: 1 } });
  const nothing = (count: number, shape: Value): Value =>
    graph.op('ConstantOfShape', [concat(graph.constant(integers(count)), shape)], { value: { tensor: floats([0]) } });
  // What came at the steps of the horizon after each cycle, nothing after the last: [cycle, horizon, 1, series].
  const ahead = (of: Value): Value => {
    const shifted = Array.from({ length: delay }, (_, cycle) =>
      concat(slice(of, axis(cycle + 1), axis(2 ** 40), 0), nothing(cycle + 1, behind)),
    ).map((part) => slice(part, axis(0), cycles, 0));
    const whole = shifted.length === 1 ? (shifted[0] as Value) : graph.op('Concat', shifted, { axis: { integer: 1 } });
    return unsqueeze(slice(whole, axis(0), axis(horizonSteps), 1), 2);
  };
  const came = ahead(mask);
  const off = multiply(graph.op('Abs', [subtract(rolling, ahead(values))]), came);
  const outcomes = sum(came, 1); // [cycle, 1, series]
  const numbers = graph.op('CumSum', [
    graph.op('Expand', [graph.constant(floats([1])), cycles]),
    graph.constant({ dimensions: [], data: BigInt64Array.of(0n) }),
  ]);
  const isHonest = graph.op('GreaterOrEqual', [numbers, graph.op('Cast', [initialCycles], { to: { integer: 1 } })]);
  const counts = multiply(
    graph.op('Cast', [graph.op('Greater', [outcomes, number(0)])], { to: { integer: 1 } }),
    unsqueeze(graph.op('Cast', [isHonest], { to: { integer: 1 } }), 1, 2),
  );
  const errors = multiply(divide(sum(off, 1), greatest(outcomes, number(1))), counts); // [cycle, class, series]
  /** Summed up to the newest origin whose outcomes were all known at each. */
  const known = (of: Value): Value => {
    const running = graph.op('CumSum', [of, graph.constant({ dimensions: [], data: BigInt64Array.of(0n) })]);
    const late = concat(nothing(delay, graph.op('Shape', [of], { start: { integer: 1 } })), running);
    return slice(late, axis(0), cycles, 0);
  };
  const sums = known(errors);
  const judged = known(counts); // [cycle, 1, series]
  const prior = graph.op('Sqrt', [loss]);
  const mean = divide(graph.op('ReduceMean', [sums, axis(1)]), greatest(judged, number(1)));
  const believed = add(sums, multiply(multiply(mean, number(PRIOR_ORIGINS)), prior));
  const error = either(graph.op('Greater', [judged, number(0)]), believed, prior);
  // Relative to the best, so that a perfect class does not divide by zero.
  const tiny = number(1e-20);
  const ratio = divide(add(graph.op('ReduceMin', [error, axis(1)]), tiny), add(error, tiny));
  const fourth = multiply(multiply(ratio, ratio), multiply(ratio, ratio));
  const eighth = multiply(fourth, fourth);
  const power = multiply(multiply(eighth, eighth), fourth);
  const weights = divide(power, sum(power, 1, 1));
  return reshape(
    sum(multiply(rolling, unsqueeze(weights, 1)), 2),
    concat(axis(-1), axis(horizonSteps), slice(behind, axis(1), axis(2), 0)),
  );
}
