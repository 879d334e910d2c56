import type { ModelGroup } from '@wellhead/contracts';
import { buildGraph } from '../onnx/graph-builder.js';
import { encodeModel } from '../onnx/model-proto.js';
import { absoluteError } from '../training/losses.js';
import { constantsOf } from '../training/network.js';
import { openTape } from '../training/tape.js';
import { trainNetwork } from '../training/train-network.js';
import type { BatchShape } from '../models/model.js';
import { fitPooledRidge } from './pooled-ridge.js';
import { networkOf, type GlobalKind } from './networks.js';
import type { GlobalRecord } from './record.js';
import { poolWindows, type PooledSeries } from './windows.js';

export interface GlobalTraining {
  readonly kind: GlobalKind;
  readonly shape: BatchShape;
  /** No outcome at or after this time is learnt from; forecasts are honest from there on. */
  readonly untilMs: number;
  readonly seed: number;
  /** The group of signals that the pool is; absent: all of their shape. Of a group fewer will do. */
  readonly group?: ModelGroup | undefined;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

export type GlobalOutcome =
  | { readonly kind: 'trained'; readonly model: Uint8Array; readonly record: GlobalRecord }
  /** Counted in windows, or in series where those are too few. */
  | { readonly kind: 'too-few'; readonly what: 'windows' | 'series'; readonly have: number; readonly need: number };

export const LEAST_SERIES = 20;
const LEAST_WINDOWS = 5_000;
export const LEAST_SERIES_OF_GROUP = 10;
const LEAST_WINDOWS_OF_GROUP = 2_000;
const MOST_WINDOWS = 50_000;
const TRAINING = { epochs: 20, batchRows: 256, learningRate: 0.002, weightDecay: 0.01 } as const;

/** Epochs of a training; ridge is solved for at once. */
export const epochsOf = (kind: GlobalKind): number => (kind === 'ridge' ? 1 : TRAINING.epochs);

/** Four seasons of a short one, three of a long one; four weeks of what has none. */
export const lagsOf = (seasonSteps: number): number =>
  seasonSteps === 1 ? 28 : seasonSteps <= 12 ? 4 * seasonSteps : 3 * seasonSteps;

/**
 * Trains one network on the windows of all series, inside onnxruntime, on this thread: call it from a worker. The same pool and seed give the
 * same bytes.
 */
export async function trainGlobal(
  pool: readonly PooledSeries[],
  { kind, shape, untilMs, seed, group, onEpoch }: GlobalTraining,
): Promise<GlobalOutcome> {
  const leastSeries = group ? LEAST_SERIES_OF_GROUP : LEAST_SERIES;
  if (pool.length < leastSeries) return { kind: 'too-few', what: 'series', have: pool.length, need: leastSeries };
  const { horizonSteps } = shape;
  const lags = lagsOf(shape.seasonSteps);
  const set = poolWindows(pool, { lags, horizonSteps, untilMs, mostWindows: MOST_WINDOWS });
  const leastWindows = group ? LEAST_WINDOWS_OF_GROUP : LEAST_WINDOWS;
  if (set.rows < leastWindows) return { kind: 'too-few', what: 'windows', have: set.rows, need: leastWindows };
  const network = networkOf(kind, lags, horizonSteps);
  let lastLoss = Number.NaN;
  const tell = (epoch: number, loss: number): void => {
    lastLoss = loss;
    onEpoch?.(epoch, loss);
  };
  const weights =
    kind === 'ridge'
      ? await fitPooledRidge(network, set, tell)
      : await trainNetwork(network, set, { ...TRAINING, loss: absoluteError, seed, onEpoch: tell });
  const record: GlobalRecord = {
    kind,
    ...shape,
    lags,
    trainedUntilMs: untilMs,
    seed,
    series: pool.length,
    windows: set.rows,
    epochs: epochsOf(kind),
    loss: lastLoss,
    ...(group ? { group } : {}),
  };
  const graph = buildGraph(kind);
  const x = graph.input('x', 'float', ['windows', lags]);
  graph.output('y', network.forward(openTape(graph), x, constantsOf(graph, weights)), 'float', [
    'windows',
    horizonSteps,
  ]);
  return { kind: 'trained', model: encodeModel(graph.graph(), { card: JSON.stringify(record) }), record };
}
