import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { floats } from '../onnx/tensor.js';
import { epochModel } from './epoch-model.js';
import type { Loss } from './losses.js';
import { startWeights, type Network, type Weights } from './network.js';
import { seededNumbers } from './seeded-numbers.js';

/** Examples as rows, row-major. */
export interface TrainingSet {
  readonly rows: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

export interface TrainingOptions {
  readonly loss: Loss;
  readonly seed: number;
  readonly epochs: number;
  readonly batchRows: number;
  /** Falls to nothing along half a cosine. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Mean loss of each epoch, as it ends. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Trains inside onnxruntime, on this thread: call it from a worker. The same set, options and build of the runtime give the same
 * weights; another processor may round differently. Rows that do not fill a batch are left out of an epoch, others of each.
 */
export async function trainNetwork(network: Network, set: TrainingSet, options: TrainingOptions): Promise<Weights> {
  const { seed, epochs, batchRows, learningRate, weightDecay } = options;
  const batches = Math.floor(set.rows / batchRows);
  if (batches === 0) throw new Error(`${set.rows} examples do not fill one batch of ${batchRows}`);
  const random = seededNumbers(seed);
  const session = await InferenceSession.create(epochModel(network, options.loss), SESSION_OPTIONS);
  try {
    let state: Record<string, Tensor> = { step: new Tensor('float32', Float32Array.of(0), []) };
    for (const [name, { data, dimensions }] of Object.entries(startWeights(network, random))) {
      state[name] = new Tensor('float32', data as Float32Array, dimensions);
      for (const moment of ['mean:', 'square:'])
        state[`${moment}${name}`] = new Tensor('float32', new Float32Array(data.length), dimensions);
    }
    const order = Uint32Array.from({ length: set.rows }, (_, row) => row);
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      const rate = (learningRate / 2) * (1 + Math.cos((Math.PI * epoch) / epochs));
      const take = (values: Float32Array, width: number): Tensor => {
        const taken = new Float32Array(batches * batchRows * width);
        for (let row = 0; row < batches * batchRows; row++) {
          const from = (order[row] as number) * width;
          taken.set(values.subarray(from, from + width), row * width);
        }
        return new Tensor('float32', taken, [batches, batchRows, width]);
      };
      const ended = await session.run({
        ...state,
        rate: new Tensor('float32', Float32Array.of(rate), []),
        decay: new Tensor('float32', Float32Array.of(weightDecay), []),
        x: take(set.inputs, network.inputSize),
        y: take(set.targets, network.outputSize),
      });
      state = Object.fromEntries(Object.keys(state).map((name) => [name, ended[`next:${name}`] as Tensor]));
      options.onEpoch?.(epoch, ((ended['loss'] as Tensor).data[0] as number) / batches);
    }
    return Object.fromEntries(
      network.parameters.map(({ name, dimensions }) => [
        name,
        floats((state[name] as Tensor).data as Float32Array, dimensions),
      ]),
    );
  } finally {
    await session.release();
  }
}

/** Fisher–Yates. */
function shuffle(order: Uint32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
}
