import { CARD_CLASSES, type CardClass, type SurfaceCard } from '@wellhead/contracts';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { crossEntropy } from '../training/losses.js';
import { trainNetwork, type TrainingSet } from '../training/train-network.js';
import { cardNetwork, diagnosisModel, pumpCardModel, type CardClassifier } from './card-models.js';
import { FEATURE_COUNT } from './feature-nodes.js';
import { prepareCards } from './prepare-cards.js';

export interface LabelledSurfaceCard {
  readonly card: SurfaceCard;
  readonly label: CardClass;
}

export interface FitOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** How a network is fitted; part of the record that reproduces it. */
export const TRAINING = { batchRows: 128, learningRate: 4e-3, weightDecay: 0.01 };
const BATCH = 500;

/** Learns from `training`; the temperature of its probabilities comes from `calibration`, cards of other wells. */
export async function fitCardClassifier(
  {
    training,
    calibration,
  }: { readonly training: Iterable<LabelledSurfaceCard>; readonly calibration: Iterable<LabelledSurfaceCard> },
  { seed, epochs, onEpoch }: FitOptions,
): Promise<CardClassifier> {
  const learnt = await featuresOf(training);
  const { means, spreads } = spreadOf(learnt);
  const set: TrainingSet = {
    ...learnt,
    inputs: learnt.inputs.map(
      (value, at) => (value - (means[at % FEATURE_COUNT] as number)) / (spreads[at % FEATURE_COUNT] as number),
    ),
  };
  const weights = await trainNetwork(cardNetwork, set, {
    ...TRAINING,
    loss: crossEntropy,
    seed,
    epochs,
    ...(onEpoch ? { onEpoch } : {}),
  });
  const classifier: CardClassifier = { means, spreads, weights, temperature: 1 };
  return { ...classifier, temperature: await coolest(classifier, calibration) };
}

/** Cards as rows of features, with their classes as rows of ones and zeros. */
async function featuresOf(cards: Iterable<LabelledSurfaceCard>): Promise<TrainingSet> {
  const inputs: number[] = [];
  const targets: number[] = [];
  const session = await InferenceSession.create(pumpCardModel(), SESSION_OPTIONS);
  try {
    for (const batch of inBatches(cards)) {
      const { features } = await session.run(prepareCards(batch.map(({ card }) => card)).feeds);
      inputs.push(...((features as Tensor).data as Float32Array));
      for (const { label } of batch) for (const name of CARD_CLASSES) targets.push(name === label ? 1 : 0);
    }
  } finally {
    await session.release();
  }
  return {
    rows: inputs.length / FEATURE_COUNT,
    inputs: Float32Array.from(inputs),
    targets: Float32Array.from(targets),
  };
}

/** Mean and standard deviation of each feature. */
function spreadOf({ rows, inputs }: TrainingSet): { means: number[]; spreads: number[] } {
  const means = new Array<number>(FEATURE_COUNT).fill(0);
  const squares = new Array<number>(FEATURE_COUNT).fill(0);
  inputs.forEach((value, at) => {
    const column = at % FEATURE_COUNT;
    means[column] = (means[column] as number) + value / rows;
    squares[column] = (squares[column] as number) + (value * value) / rows;
  });
  return {
    means,
    spreads: squares.map((square, at) => Math.sqrt(Math.max(1e-6, square - (means[at] as number) ** 2))),
  };
}

/** The temperature with the smallest mean log loss on cards that no weight has seen. */
async function coolest(classifier: CardClassifier, cards: Iterable<LabelledSurfaceCard>): Promise<number> {
  const session = await InferenceSession.create(diagnosisModel(classifier), SESSION_OPTIONS);
  const logits: number[][] = [];
  const labels: number[] = [];
  try {
    for (const batch of inBatches(cards)) {
      const { probabilities } = await session.run(prepareCards(batch.map(({ card }) => card)).feeds);
      const values = probabilities?.data as Float32Array;
      batch.forEach(({ label }, row) => {
        const from = row * CARD_CLASSES.length;
        logits.push(
          Array.from(values.subarray(from, from + CARD_CLASSES.length), (value) => Math.log(Math.max(value, 1e-30))),
        );
        labels.push(CARD_CLASSES.indexOf(label));
      });
    }
  } finally {
    await session.release();
  }
  const lossAt = (temperature: number): number =>
    logits.reduce((sum, row, at) => {
      const total = row.reduce((all, value) => all + Math.exp(value / temperature), 0);
      return sum + Math.log(total) - (row[labels[at] as number] as number) / temperature;
    }, 0);
  // Log loss has one minimum in the temperature: a golden-section search in its logarithm.
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.3), Math.log(8)];
  for (let round = 0; round < 40; round++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (lossAt(Math.exp(left)) < lossAt(Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function* inBatches<T>(items: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
