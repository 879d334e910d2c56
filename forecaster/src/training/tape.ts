import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { integers, scalar } from '../onnx/tensor.js';

/**
 * Reverse-mode differentiation over a graph: each operation writes its nodes and remembers how a gradient passes back through
 * them; `backward` then writes the nodes of the gradients. Only what networks here are made of.
 */
export interface Tape {
  /** x [rows, in] · weight [in, out] + bias [out]. */
  dense(x: Value, weight: Value, bias: Value): Value;
  relu(x: Value): Value;
  add(a: Value, b: Value): Value;
  subtract(a: Value, b: Value): Value;
  /** Writes the gradients of everything that `output` was made from, given the gradient of the loss by `output`. */
  backward(output: Value, gradient: Value): void;
  /** After `backward`. Throws for a value that the output does not depend on. */
  gradientOf(value: Value): Value;
}

export function openTape(graph: GraphBuilder): Tape {
  const steps: { readonly result: Value; readonly back: (gradient: Value) => void }[] = [];
  const gradients = new Map<string, Value>();
  const accumulate = (value: Value, gradient: Value): void => {
    const before = gradients.get(value.name);
    gradients.set(value.name, before ? graph.op('Add', [before, gradient]) : gradient);
  };
  const record = (result: Value, back: (gradient: Value) => void): Value => {
    steps.push({ result, back });
    return result;
  };

  return {
    dense: (x, weight, bias) =>
      record(graph.op('Gemm', [x, weight, bias]), (gradient) => {
        accumulate(weight, graph.op('Gemm', [x, gradient], { transA: { integer: 1 } }));
        accumulate(bias, graph.op('ReduceSum', [gradient, graph.constant(integers(0))], { keepdims: { integer: 0 } }));
        accumulate(x, graph.op('Gemm', [gradient, weight], { transB: { integer: 1 } }));
      }),
    relu: (x) =>
      record(graph.op('Relu', [x]), (gradient) => {
        const passes = graph.op('Greater', [x, graph.constant(scalar(0))]);
        accumulate(x, graph.op('Mul', [gradient, graph.op('Cast', [passes], { to: { integer: 1 } })]));
      }),
    add: (a, b) =>
      record(graph.op('Add', [a, b]), (gradient) => {
        accumulate(a, gradient);
        accumulate(b, gradient);
      }),
    subtract: (a, b) =>
      record(graph.op('Sub', [a, b]), (gradient) => {
        accumulate(a, gradient);
        accumulate(b, graph.op('Neg', [gradient]));
      }),
    backward(output, gradient) {
      gradients.set(output.name, gradient);
      for (const { result, back } of steps.toReversed()) {
        const known = gradients.get(result.name);
        if (known) back(known);
      }
    },
    gradientOf(value) {
      const gradient = gradients.get(value.name);
      if (!gradient) throw new Error(`${value.name} has no gradient: nothing that is trained depends on it`);
      return gradient;
    },
  };
}
