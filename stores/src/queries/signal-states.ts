import type { LimitFrameMeta, Signal } from '@wellhead/contracts';
import { signalId } from '@wellhead/contracts';
import { lastReadings } from './last-readings.js';
import type { QueryStores } from './query-stores.js';
import { signalContext } from './signal-context.js';
import { readSilence } from './silence.js';
import type { SignalFilter } from '../postgres/signal-filter.js';

/** A catalogued signal, its newest reading and how old that is. */
export interface SignalState {
  readonly signal: Signal;
  readonly limits: readonly LimitFrameMeta[];
  readonly lastMs: number | null;
  readonly lastValue: number | null;
  /** As text, for signals of text and for int64. */
  readonly lastText: string | null;
  readonly ageMs: number | null;
  /** Older than the signal may be silent, or never seen. */
  readonly stale: boolean;
}

/** Signals with their last value and age. Of several series of one signal the newest reading counts. */
export async function signalStates(
  stores: QueryStores,
  filter: SignalFilter,
  nowMs: number,
): Promise<readonly SignalState[]> {
  const [context, overdueAfterMs] = await Promise.all([signalContext(stores, filter), readSilence(stores.pool)]);
  const readings = await lastReadings(stores.telemetry, context.signals, nowMs);
  return context.signals.map((signal) => {
    const last = [...(readings.get(signalId(signal)) ?? [])].sort((a, b) => b.timeMs - a.timeMs)[0];
    const ageMs = last === undefined ? null : nowMs - last.timeMs;
    return {
      signal,
      limits: context.limitsOf(signal),
      lastMs: last?.timeMs ?? null,
      lastValue: last?.value ?? null,
      lastText: last?.text ?? null,
      ageMs,
      stale: ageMs === null || ageMs > overdueAfterMs(signal),
    };
  });
}
