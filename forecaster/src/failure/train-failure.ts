import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AS_IT_IS, fitRecalibration, recalibrated, type Recalibration } from '../breach/recalibrate.js';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { crossEntropy } from '../training/losses.js';
import { constantsOf, denseNetwork, type Weights } from '../training/network.js';
import { openTape } from '../training/tape.js';
import { trainNetwork } from '../training/train-network.js';
import type { PastPrediction } from '../breach/watch-limits.js';
import { FEATURES_A_SIGNAL, wellDays, type WellDay, type WellHistory } from './well-days.js';

export interface FailureTraining {
  /** Signals in the order in which the model knows them. */
  readonly signals: readonly string[];
  /** Failure within so many days. */
  readonly withinDays: number;
  /** Nothing of this day or later is learnt from, of any well. */
  readonly untilDay: number;
  readonly seed: number;
}

export interface FailureModel extends FailureTraining {
  /** ONNX: `x` float [days, features] in, `probability` float [days] out, not yet calibrated. */
  readonly model: Uint8Array;
  readonly calibration: Recalibration;
}

export interface LeftOutDay extends Pick<WellDay, 'well' | 'day' | 'daysLeft'> {
  readonly probability: number;
}

export type FailureOutcome =
  | {
      readonly kind: 'trained';
      readonly failure: FailureModel;
      /** What was said of each day by the network that had not learnt from its well, calibrated: thresholds are chosen by it. */
      readonly leftOut: readonly LeftOutDay[];
    }
  | { readonly kind: 'too-few-failures'; readonly have: number; readonly need: number };

export const LEAST_FAILURES = 30;
const HIDDEN = 24;

/** Networks, each of which has not learnt from its share of the wells. */
const FOLDS = 4;

/**
 * Learns from all these wells, and calibrates on them too: each of four networks leaves a quarter of the wells out, and what it says of those is what probabilities are
 * calibrated by (Platt), since a network is too sure of the wells it has learnt. The model is the mean of the four. Failures are too rare for wells that do nothing
 * but calibrate. Split by well here and by time through `untilDay`: a day whose horizon reaches to it or beyond has no outcome yet and is left out.
 */
export async function trainFailure(wells: readonly WellHistory[], training: FailureTraining): Promise<FailureOutcome> {
  const { signals, withinDays, untilDay } = training;
  const days = wells
    .flatMap((well, at) => wellDays(well, at, signals))
    .filter(({ day }) => day + withinDays < untilDay);
  const have = new Set(
    days.flatMap(({ well, day, daysLeft }) =>
      failsWithin(daysLeft, withinDays) ? [`${well} ${day + (daysLeft as number)}`] : [],
    ),
  ).size;
  if (have < LEAST_FAILURES) return { kind: 'too-few-failures', have, need: LEAST_FAILURES };
  const network = denseNetwork([signals.length * FEATURES_A_SIGNAL + 1, HIDDEN, 2]);
  const learnt: Weights[] = [];
  const past: PastPrediction[] = [];
  const said: LeftOutDay[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = await learn(
      network,
      days.filter(({ well }) => well % FOLDS !== fold),
      training,
    );
    learnt.push(weights);
    const leftOut = days.filter(({ well }) => well % FOLDS === fold);
    const model = failureGraph(network, [weights], training);
    const scorer = await openFailureScorer({ ...training, model, calibration: AS_IT_IS });
    const probabilities = await scorer.probabilities(leftOut.map(({ features }) => features));
    await scorer.close();
    leftOut.forEach(({ well, day, daysLeft }, at) => {
      const probability = probabilities[at] as number;
      past.push({ cyclesBack: 0, probability, came: failsWithin(daysLeft, withinDays) });
      said.push({ well, day, probability, daysLeft });
    });
  }
  // Failures are rare: what 95 of 100 days reach is no bound here, and what lies above it is what warns.
  const calibration = { ...fitRecalibration(past), seenUpTo: AS_IT_IS.seenUpTo };
  return {
    kind: 'trained',
    failure: { ...training, model: failureGraph(network, learnt, training), calibration },
    leftOut: said.map((day) => ({ ...day, probability: recalibrated(calibration, day.probability) })),
  };
}

function learn(
  network: ReturnType<typeof denseNetwork>,
  days: readonly WellDay[],
  { withinDays, seed }: FailureTraining,
): Promise<Weights> {
  const targets = new Float32Array(days.length * 2);
  days.forEach(({ daysLeft }, at) => (targets[at * 2 + (failsWithin(daysLeft, withinDays) ? 1 : 0)] = 1));
  return trainNetwork(
    network,
    { rows: days.length, inputs: table(days, network.inputSize), targets },
    { loss: crossEntropy, seed, epochs: 25, batchRows: 256, learningRate: 0.005, weightDecay: 0.02 },
  );
}

export const failsWithin = (daysLeft: number | undefined, withinDays: number): boolean =>
  daysLeft !== undefined && daysLeft <= withinDays;

function failureGraph(
  network: ReturnType<typeof denseNetwork>,
  learnt: readonly Weights[],
  training: FailureTraining,
): Uint8Array {
  const features = training.signals.length * FEATURES_A_SIGNAL + 1;
  const graph = buildGraph('failure');
  const x = graph.input('x', 'float', ['days', features]);
  const logits = graph.op(
    'Mean',
    learnt.map((weights) => network.forward(openTape(graph), x, constantsOf(graph, weights))),
  );
  const classes = graph.op('Softmax', [logits], { axis: { integer: -1 } });
  const second = graph.constant({ dimensions: [], data: BigInt64Array.of(1n) });
  graph.output('probability', graph.op('Gather', [classes, second], { axis: { integer: 1 } }), 'float', ['days']);
  return encodeModel(graph.graph(), { kind: 'failure', card: JSON.stringify(training) });
}

/** Softmax in float32 reaches 0 and 1, whose log odds are infinite. */
const withinOpen = (probability: number): number => Math.min(1 - 1e-6, Math.max(1e-6, probability));

function table(rows: readonly { readonly features: Float32Array }[], width: number): Float32Array {
  const filled = new Float32Array(rows.length * width);
  rows.forEach((row, at) => filled.set(row.features, at * width));
  return filled;
}

export interface FailureScorer {
  /** Calibrated, one a day. */
  probabilities(days: readonly Float32Array[]): Promise<Float64Array>;
  /**
   * The signals that speak most for a failure on this day, the loudest first: by how much the log odds would fall were the signal as it was
   * when the pump was new. Those that would not raise it are left out.
   */
  loudest(day: Float32Array): Promise<readonly { readonly signal: string; readonly logOdds: number }[]>;
  close(): Promise<void>;
}

export async function openFailureScorer({ model, calibration, signals }: FailureModel): Promise<FailureScorer> {
  const session = await InferenceSession.create(model, SESSION_OPTIONS);
  const width = signals.length * FEATURES_A_SIGNAL + 1;
  const probabilities = async (days: readonly Float32Array[]): Promise<Float64Array> => {
    if (days.length === 0) return new Float64Array();
    const x = table(
      days.map((features) => ({ features })),
      width,
    );
    const { probability } = await session.run({ x: new Tensor('float32', x, [days.length, width]) });
    return Float64Array.from(probability?.data as Float32Array, (raw) => recalibrated(calibration, withinOpen(raw)));
  };
  const logOdds = (probability: number): number => Math.log(probability / (1 - probability));
  return {
    probabilities,
    async loudest(day) {
      const silenced = signals.map((_, at) => {
        const without = Float32Array.from(day);
        without.fill(0, at * FEATURES_A_SIGNAL, (at + 1) * FEATURES_A_SIGNAL);
        return without;
      });
      const [all = 0.5, ...without] = await probabilities([day, ...silenced]);
      return signals
        .map((signal, at) => ({ signal, logOdds: logOdds(all) - logOdds(without[at] as number) }))
        .filter((one) => one.logOdds > 0)
        .sort((a, b) => b.logOdds - a.logOdds);
    },
    close: () => session.release(),
  };
}
