import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { absoluteError } from '../training/losses.js';
import { constantsOf } from '../training/network.js';
import { openTape } from '../training/tape.js';
import { trainNetwork } from '../training/train-network.js';
import type { BatchShape } from '../models/model.js';
import { networkOf, type GlobalKind } from './networks.js';
import type { GlobalRecord } from './record.js';
import { poolWindows, type PooledSeries } from './windows.js';

export interface GlobalTraining {
  readonly kind: GlobalKind;
  readonly shape: BatchShape;
  /** No outcome at or after this time is learnt from; forecasts are honest from there on. */
  readonly untilMs: number;
  readonly seed: number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

export type GlobalOutcome =
  | { readonly kind: 'trained'; readonly model: Uint8Array; readonly record: GlobalRecord }
  /** Counted in windows, or in series where those are too few. */
  | { readonly kind: 'too-few'; readonly what: 'windows' | 'series'; readonly have: number; readonly need: number };

export const LEAST_SERIES = 20;
export const LEAST_WINDOWS = 5_000;
const MOST_WINDOWS = 50_000;
export const EPOCHS = 20;
const BATCH_ROWS = 256;

/** Four seasons of a short one, three of a long one; four weeks of what has none. */
export const lagsOf = (seasonSteps: number): number =>
  seasonSteps === 1 ? 28 : seasonSteps <= 12 ? 4 * seasonSteps : 3 * seasonSteps;

/** Trains one network on the windows of all series, inside onnxruntime, on this thread: call it from a worker. The same pool and seed give the same bytes. */
export async function trainGlobal(
  pool: readonly PooledSeries[],
  { kind, shape, untilMs, seed, onEpoch }: GlobalTraining,
): Promise<GlobalOutcome> {
  if (pool.length < LEAST_SERIES) return { kind: 'too-few', what: 'series', have: pool.length, need: LEAST_SERIES };
  const { horizonSteps } = shape;
  const lags = lagsOf(shape.seasonSteps);
  const set = poolWindows(pool, { lags, horizonSteps, untilMs, mostWindows: MOST_WINDOWS });
  if (set.rows < LEAST_WINDOWS) return { kind: 'too-few', what: 'windows', have: set.rows, need: LEAST_WINDOWS };
  const network = networkOf(kind, lags, horizonSteps);
  let lastLoss = Number.NaN;
  const weights = await trainNetwork(network, set, {
    loss: absoluteError,
    seed,
    epochs: EPOCHS,
    batchRows: BATCH_ROWS,
    learningRate: 0.002,
    weightDecay: 0.01,
    onEpoch: (epoch, loss) => {
      lastLoss = loss;
      onEpoch?.(epoch, loss);
    },
  });
  const record: GlobalRecord = {
    kind,
    ...shape,
    lags,
    trainedUntilMs: untilMs,
    seed,
    series: pool.length,
    windows: set.rows,
    epochs: EPOCHS,
    loss: lastLoss,
  };
  const graph = buildGraph(kind);
  const x = graph.input('x', 'float', ['windows', lags]);
  graph.output('y', network.forward(openTape(graph), x, constantsOf(graph, weights)), 'float', [
    'windows',
    horizonSteps,
  ]);
  return { kind: 'trained', model: encodeModel(graph.graph(), { card: JSON.stringify(record) }), record };
}
