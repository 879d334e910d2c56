import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { floats, type Tensor } from '../onnx/tensor.js';
import type { Tape } from './tape.js';

/** Weights by name, in the order of `Network.parameters`. */
export type Weights = Readonly<Record<string, Tensor>>;

/** A network without its weights: the shapes of these and how an output is made. */
export interface Network {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameters: readonly { readonly name: string; readonly dimensions: readonly number[] }[];
  forward(tape: Tape, x: Value, weights: Readonly<Record<string, Value>>): Value;
}

/** Dense layers with ReLU between them; the last one is linear. `sizes`: input, hidden …, output. */
export function denseNetwork(sizes: readonly [number, number, ...number[]]): Network {
  const layers = sizes.slice(1).map((out, at) => ({ in: sizes[at] as number, out, at }));
  return {
    inputSize: sizes[0],
    outputSize: sizes.at(-1) as number,
    parameters: layers.flatMap(({ in: rows, out, at }) => [
      { name: `weight${at}`, dimensions: [rows, out] },
      { name: `bias${at}`, dimensions: [out] },
    ]),
    forward: (tape, x, weights) =>
      layers.reduce((value, { at }) => {
        const made = tape.dense(value, weights[`weight${at}`] as Value, weights[`bias${at}`] as Value);
        return at < layers.length - 1 ? tape.relu(made) : made;
      }, x),
  };
}

/** Glorot's uniform start (Glorot & Bengio 2010); vectors start at zero. `random` gives numbers in [0, 1). */
export function startWeights({ parameters }: Network, random: () => number): Weights {
  return Object.fromEntries(
    parameters.map(({ name, dimensions }) => {
      const size = dimensions.reduce((product, dimension) => product * dimension, 1);
      const reach = dimensions.length > 1 ? Math.sqrt(6 / ((dimensions[0] as number) + (dimensions[1] as number))) : 0;
      return [
        name,
        floats(
          Array.from({ length: size }, () => (2 * random() - 1) * reach),
          dimensions,
        ),
      ];
    }),
  );
}

/** The weights as constants of a graph. */
export const constantsOf = (graph: GraphBuilder, weights: Weights): Record<string, Value> =>
  Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, graph.constant(tensor)]));
