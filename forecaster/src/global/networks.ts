import type { Value } from '../onnx/graph-builder.js';
import { denseNetwork, type Network } from '../training/network.js';

export const GLOBAL_KINDS = ['mlp', 'n-beats', 'ridge'] as const;
export type GlobalKind = (typeof GLOBAL_KINDS)[number];

const MLP_WIDTH = 128;
const BLOCKS = 3;
const BLOCK_WIDTH = 64;

export function networkOf(kind: GlobalKind, lags: number, horizonSteps: number): Network {
  switch (kind) {
    case 'mlp':
      return denseNetwork([lags, MLP_WIDTH, MLP_WIDTH, horizonSteps]);
    case 'n-beats':
      return nBeats(lags, horizonSteps);
    case 'ridge':
      return denseNetwork([lags, horizonSteps]);
    default:
      return kind satisfies never;
  }
}

/**
 * N-BEATS with generic blocks (Oreshkin et al. 2020, arXiv:1905.10437): each block forecasts, and takes what it has explained of the window
 * away from what the next one sees; the forecasts add up.
 */
function nBeats(lags: number, horizonSteps: number): Network {
  const layers = (block: number): readonly (readonly [string, number, number])[] => [
    [`first${block}`, lags, BLOCK_WIDTH],
    [`second${block}`, BLOCK_WIDTH, BLOCK_WIDTH],
    [`third${block}`, BLOCK_WIDTH, BLOCK_WIDTH],
    [`forecast${block}`, BLOCK_WIDTH, horizonSteps],
    ...(block < BLOCKS - 1 ? ([[`explained${block}`, BLOCK_WIDTH, lags]] as const) : []),
  ];
  const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
  return {
    inputSize: lags,
    outputSize: horizonSteps,
    parameters: blocks.flatMap(layers).flatMap(([name, rows, columns]) => [
      { name: `${name}.weight`, dimensions: [rows, columns] },
      { name: `${name}.bias`, dimensions: [columns] },
    ]),
    forward(tape, x, weights) {
      const dense = (name: string, from: Value): Value =>
        tape.dense(from, weights[`${name}.weight`] as Value, weights[`${name}.bias`] as Value);
      let rest = x;
      let sum: Value | undefined;
      for (const block of blocks) {
        const deep = ['first', 'second', 'third'].reduce(
          (value, name) => tape.relu(dense(`${name}${block}`, value)),
          rest,
        );
        const forecast = dense(`forecast${block}`, deep);
        sum = sum ? tape.add(sum, forecast) : forecast;
        if (block < BLOCKS - 1) rest = tape.subtract(rest, dense(`explained${block}`, deep));
      }
      return sum as Value;
    },
  };
}
