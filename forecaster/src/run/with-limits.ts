import { signalId, type Limit } from '@wellhead/contracts';
import type { WatchedLimit } from '../breach/watch-limits.js';
import type { PlannedBatch } from './plan-batches.js';

/** Tells each series of a batch the limits of its signal, as they are now. */
export function* withLimits(batches: Iterable<PlannedBatch>, limits: readonly Limit[]): Generator<PlannedBatch> {
  const bySignal = new Map<string, WatchedLimit[]>();
  for (const limit of limits) {
    const { kind, value } = limit;
    const known = bySignal.get(signalId(limit));
    if (known) known.push({ kind, value });
    else bySignal.set(signalId(limit), [{ kind, value }]);
  }
  for (const { request, forecasts } of batches) {
    const series = request.series.map((one, at) => ({
      ...one,
      limits: bySignal.get(signalId((forecasts[at] as (typeof forecasts)[number]).signal)) ?? [],
    }));
    yield { request: { ...request, series }, forecasts };
  }
}
