import { marginOf, signalId, type ScoredBreach, type Signal } from '@wellhead/contracts';
import { openBreaches, settleBreaches, type BreachOutcome, type Stores } from '@wellhead/stores';
import type { SignalReadings } from '../domain/window.js';
import { readBetween } from '../run/read-signals.js';

/** Predictions looked at in one go. */
const AT_ONCE = 5_000;

/**
 * Looks what became of open predictions: came with the first reading beyond the limit after the cutoff, did not come when the horizon is
 * over, unknown when it is over and no reading arrived. Returns how many were settled.
 */
export async function settleOpenBreaches(
  stores: Pick<Stores, 'telemetry' | 'pool'>,
  signals: readonly Signal[],
  nowMs: number,
): Promise<number> {
  const open = (await openBreaches(stores.pool, AT_ONCE)).filter(({ issuedAtMs }) => issuedAtMs < nowMs);
  if (open.length === 0) return 0;
  const ids = new Set(open.map(signalId));
  const readings = await readBetween(
    stores.telemetry,
    signals.filter((signal) => ids.has(signalId(signal))),
    Math.min(...open.map(({ cutoffMs }) => cutoffMs)) + 1,
    nowMs,
  );
  const outcomes = open.flatMap((breach) => outcomeOf(breach, readings.get(signalId(breach)), nowMs) ?? []);
  await settleBreaches(stores.pool, outcomes);
  return outcomes.length;
}

/** What became of a prediction by now; undefined while it is open. Readings are sorted by time. */
export function outcomeOf(
  breach: ScoredBreach,
  readings: SignalReadings | undefined,
  nowMs: number,
): BreachOutcome | undefined {
  const { asset, measurement, field, limit, issuedAtMs, cutoffMs, horizonEndMs } = breach;
  const settled = (outcome: BreachOutcome['outcome'], cameAtMs: number | null): BreachOutcome => ({
    asset,
    measurement,
    field,
    limit,
    issuedAtMs,
    outcome,
    cameAtMs,
  });
  let seen = false;
  if (readings)
    for (let at = 0; at < readings.timesMs.length; at += 1) {
      const timeMs = readings.timesMs[at] as number;
      if (timeMs <= cutoffMs || timeMs > horizonEndMs) continue;
      seen = true;
      if (marginOf(limit, readings.values[at] as number, breach.limitValue) > 0) return settled('came', timeMs);
    }
  if (nowMs <= horizonEndMs) return undefined;
  return settled(seen ? 'did-not-come' : 'unknown', null);
}
