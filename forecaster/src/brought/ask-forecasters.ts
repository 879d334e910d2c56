import { configMatcher, isAllowed, signalId } from '@wellhead/contracts';
import type { PlannedBatch } from '../run/plan-batches.js';
import type { BatchSeries } from '../workers/forecast-batch.js';
import type { GuardedModels } from './guarded-models.js';
import type { LoadedForecaster } from './load-models.js';
import { firstHonestOrigin, refusesShape, rollingOf, windowsOf } from './rolling-windows.js';

/** Rows in one run of a brought model: a few MB. */
const MOST_VALUES = 500_000;

/** Fewer would leave every model of a signal uncalibrated, since all are judged on the same origins. */
export const CALIBRATION_ORIGINS = 60;

export interface AskOptions {
  /** Told of readings that a model was not trained on. */
  onOutside?(model: string, signal: string, outside: number, windowSteps: number): void;
  /** A series with fewer origins that the model has not learnt from is not asked of it. */
  readonly leastOrigins: number;
}

/**
 * Asks brought forecasters of the series of a batch that they are for, and puts what they say beside it: the worker judges it with the rest.
 * A model that fails is left out for the series that it was asked of at the time, with the reason.
 */
export async function askForecasters(
  batch: PlannedBatch,
  models: readonly LoadedForecaster[],
  guarded: GuardedModels,
  { onOutside, leastOrigins }: AskOptions,
): Promise<PlannedBatch> {
  if (models.length === 0) return batch;
  const { shape } = batch.request;
  const series: BatchSeries[] = batch.request.series.map((one) => ({
    ...one,
    given: { candidates: [], failures: [] },
  }));
  for (const model of models) {
    const { manifest, id } = model;
    const isFor = configMatcher(manifest);
    const asked = series.flatMap((one, at) => {
      const { signal, cutoffMs } = batch.forecasts[at] as PlannedBatch['forecasts'][number];
      if (signal.intervalMs !== manifest.intervalMs || !isFor(signal) || !isAllowed(id, one.models)) return [];
      if (refusesShape(manifest, shape, one.values.length) !== undefined) return [];
      const windows = windowsOf(one.values, shape, manifest);
      const cycles = windows.firstOrigin + windows.rows;
      const cycleMs = shape.cycleSteps * signal.intervalMs;
      const honest = firstHonestOrigin(
        { ...windows, cycles },
        { cycleMs, cutoffMs, trainedUntilMs: manifest.trainedUntilMs },
      );
      if (cycles - 1 - honest < leastOrigins) return [];
      if (windows.outside > 0) onOutside?.(id, signalId(signal), windows.outside, manifest.windowSteps);
      return [{ given: one.given, honest, ...windows }];
    });
    for (const part of parts(asked, MOST_VALUES)) {
      const rows = part.reduce((sum, one) => sum + one.rows, 0);
      const values = new Float32Array(rows * manifest.windowSteps);
      let at = 0;
      for (const one of part) {
        values.set(one.values, at);
        at += one.values.length;
      }
      const outcome = await guarded.run(model, values, rows);
      let row = 0;
      for (const one of part) {
        if (outcome.kind === 'failed') one.given?.failures.push(`${id} failed: ${outcome.reason}`);
        else {
          const width = manifest.horizonSteps;
          const own = outcome.values.subarray(row * width, (row + one.rows) * width);
          if (own.every(Number.isFinite)) {
            const rolling = rollingOf(own, one, shape, width);
            one.given?.candidates.push({ model: id, rolling: { ...rolling, firstOrigin: one.honest } });
          } else one.given?.failures.push(`${id} failed: it gives numbers that are none (NaN, infinite)`);
        }
        row += one.rows;
      }
    }
  }
  return { ...batch, request: { ...batch.request, series } };
}

function* parts<T extends { readonly values: Float32Array }>(
  items: readonly T[],
  most: number,
): Generator<readonly T[]> {
  let part: T[] = [];
  let size = 0;
  for (const item of items) {
    if (part.length > 0 && size + item.values.length > most) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(item);
    size += item.values.length;
  }
  if (part.length > 0) yield part;
}
