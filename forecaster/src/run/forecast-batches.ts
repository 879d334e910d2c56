import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Urgency, WorkerPool } from '../workers/worker-pool.js';
import type { PlannedBatch } from './plan-batches.js';
import type { Made } from './publish.js';
import type { FailedForecast } from './run-log.js';
import { splitBatch } from './split-batch.js';

export interface Forecasts {
  readonly done: readonly Made[];
  readonly failed: readonly FailedForecast[];
}

export interface BatchContext {
  readonly workers: WorkerPool;
  readonly urgency: Urgency;
  /** What is to be known of a batch before a worker gets it. */
  prepare(batch: PlannedBatch): Promise<PlannedBatch>;
  onDone(forecasts: number): void;
}

/**
 * All batches, a few more at once than there are workers, so that memory does not grow with their number. A batch whose worker died or took too
 * long is tried again in halves, until the series that does it is alone and fails for itself.
 */
export async function forecastBatches(
  batches: Iterable<PlannedBatch>,
  { workers, urgency, prepare, onDone }: BatchContext,
): Promise<Forecasts> {
  const done: Made[] = [];
  const failed: FailedForecast[] = [];
  const work = async (batch: PlannedBatch): Promise<void> => {
    const reply = await workers.forecast(batch.request, urgency);
    const halves = reply.kind === 'lost' ? splitBatch(batch) : undefined;
    if (halves) {
      for (const half of halves) await work(half);
      return;
    }
    batch.forecasts.forEach((planned, at) => {
      const outcome = reply.kind === 'done' ? reply.outcomes[at] : reply;
      if (outcome?.kind === 'forecast') done.push({ ...outcome, planned });
      else failed.push({ ...planned, reason: outcome?.reason ?? 'no outcome came back' });
    });
    onDone(batch.forecasts.length);
  };
  const underWay = new Set<Promise<void>>();
  for (const batch of batches) {
    const one = prepare(batch)
      .then(work)
      .finally(() => underWay.delete(one));
    underWay.add(one);
    if (underWay.size > workers.size) await Promise.race(underWay);
    // This thread may serve requests too: a turn of its event loop between two batches.
    await nextTurn();
  }
  await Promise.all(underWay);
  return { done, failed };
}
