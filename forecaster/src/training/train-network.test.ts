import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { floats, type Tensor as Numbers } from '../onnx/tensor.js';
import { crossEntropy } from './losses.js';
import { constantsOf, denseNetwork, startWeights, type Network, type Weights } from './network.js';
import { seededNumbers } from './seeded-numbers.js';
import { openTape } from './tape.js';
import { trainNetwork, type TrainingSet } from './train-network.js';

/** Points in the plane; class 1 where both coordinates have the same sign, which no straight line tells apart. */
function crossing(rows: number, seed: number): TrainingSet {
  const random = seededNumbers(seed);
  const inputs = Float32Array.from({ length: rows * 2 }, () => 2 * random() - 1);
  const targets = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++)
    targets[row * 2 + ((inputs[row * 2] as number) * (inputs[row * 2 + 1] as number) > 0 ? 1 : 0)] = 1;
  return { rows, inputs, targets };
}

async function evaluate(
  network: Network,
  weights: Weights,
  set: TrainingSet,
): Promise<{ logits: Float32Array; loss: number; gradients: Weights }> {
  const graph = buildGraph('look');
  const tape = openTape(graph);
  const x = graph.input('x', 'float', ['rows', network.inputSize]);
  const y = graph.input('y', 'float', ['rows', network.outputSize]);
  const values = constantsOf(graph, weights);
  const output = network.forward(tape, x, values);
  const { loss, gradient } = crossEntropy(graph, output, y);
  tape.backward(output, gradient);
  graph.output('logits', output, 'float');
  graph.output('loss', loss, 'float');
  for (const [name, value] of Object.entries(values)) graph.output(`by:${name}`, tape.gradientOf(value), 'float');
  const session = await InferenceSession.create(encodeModel(graph.graph()), { logSeverityLevel: 3 });
  try {
    const found = await session.run({
      x: new Tensor('float32', set.inputs, [set.rows, network.inputSize]),
      y: new Tensor('float32', set.targets, [set.rows, network.outputSize]),
    });
    return {
      logits: found['logits']?.data as Float32Array,
      loss: Number(found['loss']?.data[0]),
      gradients: Object.fromEntries(
        Object.keys(weights).map((name) => [name, floats(found[`by:${name}`]?.data as Float32Array)]),
      ),
    };
  } finally {
    await session.release();
  }
}

const options = { loss: crossEntropy, seed: 3, epochs: 60, batchRows: 64, learningRate: 0.02, weightDecay: 0.001 };

describe('training inside onnxruntime', () => {
  it('has the gradients that finite differences give', async () => {
    const network = denseNetwork([2, 5, 2]);
    const weights = startWeights(network, seededNumbers(7));
    const set = crossing(32, 1);
    const { gradients } = await evaluate(network, weights, set);
    for (const { name } of network.parameters)
      for (const at of [0, 1]) {
        const moved = async (by: number): Promise<number> => {
          const changed = Float32Array.from((weights[name] as Numbers).data as Float32Array);
          changed[at] = (changed[at] as number) + by;
          const tensor = { ...(weights[name] as Numbers), data: changed };
          return (await evaluate(network, { ...weights, [name]: tensor }, set)).loss;
        };
        const slope = ((await moved(0.01)) - (await moved(-0.01))) / 0.02;
        expect((gradients[name] as Numbers).data[at], `${name}[${at}]`).toBeCloseTo(slope, 2);
      }
  });

  it('learns what no straight line tells apart, and holds on points it has not seen', async () => {
    const network = denseNetwork([2, 16, 2]);
    const losses: number[] = [];
    const weights = await trainNetwork(network, crossing(1_024, 1), {
      ...options,
      onEpoch: (_, loss) => losses.push(loss),
    });
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 3);
    const unseen = crossing(500, 2);
    const { logits } = await evaluate(network, weights, unseen);
    let right = 0;
    for (let row = 0; row < unseen.rows; row++)
      if ((logits[row * 2 + 1] as number) > (logits[row * 2] as number) === (unseen.targets[row * 2 + 1] === 1))
        right += 1;
    expect(right / unseen.rows).toBeGreaterThan(0.95);
  });

  it('comes to the same weights from the same seed and to others from another', async () => {
    const train = (seed: number) =>
      trainNetwork(denseNetwork([2, 4, 2]), crossing(256, 1), { ...options, epochs: 3, seed });
    const first = await train(3);
    expect(await train(3)).toEqual(first);
    expect(await train(4)).not.toEqual(first);
  });

  it('says that a set is too small for one batch', async () => {
    await expect(trainNetwork(denseNetwork([2, 2]), crossing(8, 1), options)).rejects.toThrow(
      /8 examples do not fill one batch of 64/,
    );
  });
});
