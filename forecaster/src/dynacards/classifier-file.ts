import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Weights } from '../training/network.js';
import { cardNetwork, type CardClassifier } from './card-models.js';
import { FEATURE_COUNT } from './feature-nodes.js';

/** What a trained classifier was made of: with it `scripts/train-card-classifier.ts` makes the same one again. */
const trainingRecordSchema = z.object({
  data: z.literal('simulated'),
  /** Seeds and numbers of simulated wells; `unseen` was drawn from wider ranges and used for nothing but judging. */
  sets: z.record(
    z.enum(['training', 'calibration', 'unseen']),
    z.object({ seed: z.number(), wells: z.number(), ranges: z.string() }),
  ),
  /** Of the cards of `calibration`: another one now means that the simulator has changed since, and that the classifier is to be trained anew. */
  calibrationSha256: z.string(),
  seed: z.number(),
  epochs: z.number(),
  batchRows: z.number(),
  learningRate: z.number(),
  weightDecay: z.number(),
  onnxruntime: z.string(),
  /** On the unseen wells. */
  macroF1: z.number(),
  ruleMacroF1: z.number(),
  sha256: z.string(),
});
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

const fileSchema = z.object({
  version: z.number().int(),
  record: trainingRecordSchema,
  means: z.array(z.number()).length(FEATURE_COUNT),
  spreads: z.array(z.number()).length(FEATURE_COUNT),
  temperature: z.number(),
  /** float32, little endian, base64; the parameters of `cardNetwork` one after the other. */
  weights: z.string(),
});

export interface TrainedClassifier extends CardClassifier {
  /** As published with each diagnosis. */
  readonly name: string;
  readonly record: TrainingRecord;
}

const size = (dimensions: readonly number[]): number =>
  dimensions.reduce((product, dimension) => product * dimension, 1);

/** A classifier from its file. Throws when the file does not belong to this network. */
export function readClassifier(text: string): TrainedClassifier {
  const { version, record, means, spreads, temperature, weights } = fileSchema.parse(JSON.parse(text));
  const bytes = Buffer.from(weights, 'base64');
  const expected = cardNetwork.parameters.reduce((sum, { dimensions }) => sum + size(dimensions), 0);
  if (bytes.length !== expected * 4 || sha256(bytes) !== record.sha256)
    throw new Error('card-classifier.json does not fit the network: train it anew (scripts/train-card-classifier.ts)');
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let from = 0;
  const named: Weights = Object.fromEntries(
    cardNetwork.parameters.map(({ name, dimensions }) => {
      const data = numbers.slice(from, (from += size(dimensions)));
      return [name, { data, dimensions }];
    }),
  );
  return { name: `dynacard@${version}`, record, means, spreads, temperature, weights: named };
}

/** The file of a classifier, ready to be written. */
export function classifierFile(
  { means, spreads, temperature, weights }: CardClassifier,
  version: number,
  record: Omit<TrainingRecord, 'sha256'>,
): string {
  const bytes = Buffer.concat(
    cardNetwork.parameters.map(({ name }) => {
      const data = weights[name]?.data as Float32Array;
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    }),
  );
  const written: z.infer<typeof fileSchema> = {
    version,
    record: { ...record, sha256: sha256(bytes) },
    means: [...means],
    spreads: [...spreads],
    temperature,
    weights: bytes.toString('base64'),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
