import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { floats } from '../onnx/tensor.js';

/** One input: how it is scaled, and what a standard deviation of it adds. */
export interface ScaledInput {
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
}

/** What it has learnt from. */
export interface SoftSensorCard {
  readonly samples: number;
  readonly fromMs: number;
  /** Time of the newest sample. */
  readonly untilMs: number;
}

/** A linear soft sensor as an ONNX file with its card inside: input `x` float [rows, inputs], output `y` float [rows, 1]. */
export function softSensorModel(
  inputs: readonly ScaledInput[],
  level: number,
  card: SoftSensorCard,
): Uint8Array<ArrayBuffer> {
  const graph = buildGraph('soft_sensor');
  const x = graph.input('x', 'float', ['rows', inputs.length]);
  const constant = (of: (input: ScaledInput) => number, dimensions: readonly number[]) =>
    graph.constant(floats(inputs.map(of), dimensions));
  const centred = graph.op('Sub', [x, constant(({ mean }) => mean, [1, inputs.length])]);
  const scaled = graph.op('Div', [centred, constant(({ deviation }) => deviation, [1, inputs.length])]);
  const moved = graph.op('MatMul', [scaled, constant(({ weight }) => weight, [inputs.length, 1])]);
  graph.output('y', graph.op('Add', [moved, graph.constant(floats([level], [1, 1]))]), 'float', ['rows', 1]);
  return encodeModel(graph.graph(), { kind: 'soft sensor', card: JSON.stringify(card) });
}
