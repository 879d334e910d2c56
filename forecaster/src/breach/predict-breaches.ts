import type { Breach, Signal } from '@wellhead/contracts';
import { LEAST_EVENTS, recalibrate, recalibrated, type RecalibratedPast } from './recalibrate.js';
import { sideOf, type LimitWatch, type PastPrediction } from './watch-limits.js';

/** Limits of one vintage as a worker watched them, and whose they are. */
export interface WatchedVintage {
  readonly signal: Signal;
  readonly issuedAtMs: number;
  readonly cutoffMs: number;
  readonly watches: readonly LimitWatch[];
}

/**
 * Recalibrates what workers found and turns it into times. Limits on the same side of the same measurement.field at one instant learn
 * together: one well alone has few breaches in its past. Where such probabilities had no skill beyond chance the breach is kept and not shown.
 */
export function predictBreaches(vintages: readonly WatchedVintage[], runId: string): readonly Breach[] {
  const groups = new Map<string, { readonly vintage: WatchedVintage; readonly watch: LimitWatch }[]>();
  for (const vintage of vintages)
    for (const watch of vintage.watches) {
      const { measurement, field } = vintage.signal;
      const key = JSON.stringify([measurement, field, sideOf(watch.limit), vintage.issuedAtMs]);
      const group = groups.get(key);
      if (group) group.push({ vintage, watch });
      else groups.set(key, [{ vintage, watch }]);
    }
  return [...groups.values()].flatMap((group) => {
    const { grounds, past } = groundsOf(group.map(({ watch }) => watch));
    return group.map(({ vintage, watch }) => breachOf(vintage, watch, { grounds, past, runId }));
  });
}

interface Grounds {
  readonly grounds: Breach['grounds'];
  readonly past: RecalibratedPast;
}

/** The limits themselves where they were crossed, and not, often enough; else stand-ins. */
function groundsOf(watches: readonly LimitWatch[]): Grounds {
  const ofLimits = watches.flatMap(({ ofLimit }) => ofLimit);
  if (Math.min(count(ofLimits, true), count(ofLimits, false)) >= 2 * LEAST_EVENTS) {
    const past = recalibrate(ofLimits);
    if (past.skill !== undefined) return { grounds: 'limit', past };
  }
  const past = recalibrate(watches.flatMap(({ ofStandIns }) => ofStandIns));
  return { grounds: past.skill === undefined ? 'none' : 'stand-ins', past };
}

const count = (predictions: readonly PastPrediction[], wanted: boolean): number =>
  predictions.filter(({ came }) => came === wanted).length;

/**
 * A limit with a record of its own must stand out in it: a skill within its chance does not last. Where stand-ins speak, the limit was
 * hardly ever crossed, and to ask for as much silenced the warnings of slow ramps (3 of 100 were left).
 */
const isShown = (grounds: Breach['grounds'], { skill, proven }: RecalibratedPast): boolean =>
  skill !== undefined && skill > 0 && (grounds !== 'limit' || proven);

function breachOf(
  { signal, issuedAtMs, cutoffMs }: WatchedVintage,
  { limit, limitValue, model, crossedBy }: LimitWatch,
  { grounds, past, runId }: Grounds & { readonly runId: string },
): Breach {
  const by = crossedBy.map((raw) => recalibrated(past.recalibration, raw));
  const timeOf = (step: number): number => cutoffMs + (step + 1) * signal.intervalMs;
  const timeBy = (probability: number): number | null => {
    const step = by.findIndex((crossed) => crossed >= probability);
    return step < 0 ? null : timeOf(step);
  };
  return {
    asset: signal.asset,
    measurement: signal.measurement,
    field: signal.field,
    limit,
    limitValue,
    model,
    issuedAtMs,
    cutoffMs,
    horizonEndMs: timeOf(crossedBy.length - 1),
    probability: by.at(-1) ?? 0,
    rawProbability: crossedBy.at(-1) ?? 0,
    p10Ms: timeBy(0.1),
    p50Ms: timeBy(0.5),
    p90Ms: timeBy(0.9),
    skill: past.skill ?? null,
    judged: past.judged,
    events: past.events,
    grounds,
    shown: isShown(grounds, past),
    runId,
  };
}
