import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { integers, scalar } from '../onnx/tensor.js';

/** A loss: its mean over the rows, and its gradient by the output of the network. Both values belong to `graph`. */
export type Loss = (
  graph: GraphBuilder,
  output: Value,
  target: Value,
) => { readonly loss: Value; readonly gradient: Value };

const rowsOf = (graph: GraphBuilder, value: Value): Value =>
  graph.op('Cast', [graph.op('Shape', [value], { start: { integer: 0 }, end: { integer: 1 } })], {
    to: { integer: 1 },
  });

/** Cross entropy of Softmax(output) [rows, classes] against a target of the same shape whose rows add up to 1. */
export const crossEntropy: Loss = (graph, output, target) => {
  const probability = graph.op('Softmax', [output], { axis: { integer: -1 } });
  const logarithm = graph.op('Log', [graph.op('Add', [probability, graph.constant(scalar(1e-12))])]);
  const byRow = graph.op('ReduceSum', [graph.op('Mul', [target, logarithm]), graph.constant(integers(-1))], {
    keepdims: { integer: 0 },
  });
  return {
    loss: graph.op('Neg', [graph.op('ReduceMean', [byRow], { keepdims: { integer: 0 } })]),
    gradient: graph.op('Div', [graph.op('Sub', [probability, target]), rowsOf(graph, target)]),
  };
};

/** Mean absolute error over rows and columns: what MASE is made of, and unmoved by outliers. */
export const absoluteError: Loss = (graph, output, target) => {
  const difference = graph.op('Sub', [output, target]);
  const size = graph.op('Cast', [graph.op('Size', [target])], { to: { integer: 1 } });
  return {
    loss: graph.op('ReduceMean', [graph.op('Abs', [difference])], { keepdims: { integer: 0 } }),
    gradient: graph.op('Div', [graph.op('Sign', [difference]), size]),
  };
};
