import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AS_IT_IS, fitRecalibration, recalibrated, type Recalibration } from '../breach/recalibrate.js';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { crossEntropy } from '../training/losses.js';
import { constantsOf, denseNetwork, type Weights } from '../training/network.js';
import { openTape } from '../training/tape.js';
import { trainNetwork } from '../training/train-network.js';
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

export type FailureOutcome =
  | { readonly kind: 'trained'; readonly failure: FailureModel }
  | { readonly kind: 'too-few-failures'; readonly have: number; readonly need: number };

export const LEAST_FAILURES = 30;
const HIDDEN = 24;

/**
 * Learns from the wells of `train` and calibrates (Platt) on those of `calibrate`: a network is too sure of the wells it has learnt. Split by well
 * here and by time through `untilDay`: a day whose horizon reaches to it or beyond has no outcome yet and is left out.
 */
export async function trainFailure(
  wells: { readonly train: readonly WellHistory[]; readonly calibrate: readonly WellHistory[] },
  training: FailureTraining,
): Promise<FailureOutcome> {
  const { signals, withinDays, untilDay, seed } = training;
  const daysOf = (from: readonly WellHistory[]): readonly WellDay[] =>
    from.flatMap((well, at) => wellDays(well, at, signals)).filter(({ day }) => day + withinDays < untilDay);
  const days = daysOf(wells.train);
  const have = new Set(
    days.flatMap(({ well, day, daysLeft }) =>
      failsWithin(daysLeft, withinDays) ? [`${well} ${day + (daysLeft as number)}`] : [],
    ),
  ).size;
  if (have < LEAST_FAILURES) return { kind: 'too-few-failures', have, need: LEAST_FAILURES };
  const features = signals.length * FEATURES_A_SIGNAL + 1;
  const targets = new Float32Array(days.length * 2);
  days.forEach(({ daysLeft }, at) => (targets[at * 2 + (failsWithin(daysLeft, withinDays) ? 1 : 0)] = 1));
  const network = denseNetwork([features, HIDDEN, 2]);
  const weights = await trainNetwork(
    network,
    { rows: days.length, inputs: table(days, features), targets },
    { loss: crossEntropy, seed, epochs: 25, batchRows: 256, learningRate: 0.005, weightDecay: 0.02 },
  );
  const model = failureGraph(network, weights, training);
  const raw = { ...training, model, calibration: AS_IT_IS };
  const checked = daysOf(wells.calibrate);
  const scorer = await openFailureScorer(raw);
  const probabilities = await scorer.probabilities(checked.map((day) => day.features));
  await scorer.close();
  const calibration = fitRecalibration(
    checked.map(({ daysLeft }, at) => ({
      cyclesBack: 0,
      probability: probabilities[at] as number,
      came: failsWithin(daysLeft, withinDays),
    })),
  );
  // Failures are rare: what 95 of 100 days reach is no bound here, and what lies above it is what warns.
  return { kind: 'trained', failure: { ...raw, calibration: { ...calibration, seenUpTo: AS_IT_IS.seenUpTo } } };
}

export const failsWithin = (daysLeft: number | undefined, withinDays: number): boolean =>
  daysLeft !== undefined && daysLeft <= withinDays;

function failureGraph(
  network: ReturnType<typeof denseNetwork>,
  weights: Weights,
  training: FailureTraining,
): Uint8Array {
  const features = training.signals.length * FEATURES_A_SIGNAL + 1;
  const graph = buildGraph('failure');
  const x = graph.input('x', 'float', ['days', features]);
  const logits = network.forward(openTape(graph), x, constantsOf(graph, weights));
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
