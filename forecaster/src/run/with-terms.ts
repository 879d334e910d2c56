import { signalId, type Limit, type Signal } from '@wellhead/contracts';
import type { WatchedLimit } from '../breach/watch-limits.js';
import type { Terms } from './follow-configs.js';
import type { PlannedBatch } from './plan-batches.js';

/** Tells each series of a batch the limits of its signal, as they are now, and the models that may be used. */
export function* withTerms(
  batches: Iterable<PlannedBatch>,
  limits: readonly Limit[],
  termsOf: (signal: Signal) => Pick<Terms, 'models'>,
): Generator<PlannedBatch> {
  const bySignal = new Map<string, WatchedLimit[]>();
  for (const limit of limits) {
    const { kind, value } = limit;
    const known = bySignal.get(signalId(limit));
    if (known) known.push({ kind, value });
    else bySignal.set(signalId(limit), [{ kind, value }]);
  }
  for (const { request, forecasts } of batches) {
    const series = request.series.map((one, at) => {
      const { signal } = forecasts[at] as (typeof forecasts)[number];
      const { models } = termsOf(signal);
      return { ...one, limits: bySignal.get(signalId(signal)) ?? [], ...(models ? { models } : {}) };
    });
    yield { request: { ...request, series }, forecasts };
  }
}
