import { fitRidge } from '../models/ridge/fit.js';
import { ridgeModel, type RidgeShape } from '../models/ridge/ridge-graph.js';
import { openSessions } from '../models/sessions.js';
import { floats } from '../onnx/tensor.js';
import type { Network, Weights } from '../training/network.js';
import type { TrainingSet } from '../training/train-network.js';

/** As many windows as the belief weighs that a window says nothing of what comes after it. */
const PRIOR_ROWS = 100;

/**
 * Ridge regression of the outcomes on the windows of all series: one layer without a hidden one, whose weights are solved for in one run of the graph of
 * `../models/ridge` instead of trained. The last row of the solution is the bias.
 */
export async function fitPooledRidge(
  { inputSize, outputSize }: Network,
  set: TrainingSet,
  onEpoch: (epoch: number, loss: number) => void,
): Promise<Weights> {
  const features = inputSize + 1;
  const width = features + outputSize;
  const sessions = openSessions<RidgeShape>(ridgeModel);
  try {
    const [fit] = await fitRidge(
      [set],
      ({ rows, inputs, targets }, { table, weights }) => {
        for (let row = 0; row < rows; row += 1) {
          table.set(inputs.subarray(row * inputSize, (row + 1) * inputSize), row * width);
          table[row * width + inputSize] = 1;
          table.set(targets.subarray(row * outputSize, (row + 1) * outputSize), row * width + features);
        }
        weights.fill(1);
      },
      { rowCounts: [set.rows], features, targets: outputSize, priorRows: PRIOR_ROWS, prior: 1e-3 },
      sessions,
    );
    if (!fit) throw new Error('the ridge graph gave no coefficients');
    const { data, from } = fit;
    const bias = from + inputSize * outputSize;
    const weights = data.slice(from, bias);
    const biases = data.slice(bias, bias + outputSize);
    onEpoch(0, absoluteErrorOf(set, weights, biases));
    return { weight0: floats(weights, [inputSize, outputSize]), bias0: floats(biases, [outputSize]) };
  } finally {
    await sessions.close();
  }
}

/** Mean absolute error over all windows and steps ahead. */
function absoluteErrorOf({ rows, inputs, targets }: TrainingSet, weights: Float32Array, biases: Float32Array): number {
  const outputSize = biases.length;
  const inputSize = weights.length / outputSize;
  const expected = new Float64Array(outputSize);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    expected.set(biases);
    for (let lag = 0; lag < inputSize; lag += 1) {
      const value = inputs[row * inputSize + lag] as number;
      for (let ahead = 0; ahead < outputSize; ahead += 1)
        expected[ahead] = (expected[ahead] as number) + value * (weights[lag * outputSize + ahead] as number);
    }
    for (let ahead = 0; ahead < outputSize; ahead += 1)
      sum += Math.abs((targets[row * outputSize + ahead] as number) - (expected[ahead] as number));
  }
  return sum / (rows * outputSize);
}
