import { episodesBetween, type FaultPlan } from '../../../packs/oil-wells/simulator/telemetry/faults.js';
import {
  TMS_SIGNALS,
  telemetryAt,
  type TmsSignal,
} from '../../../packs/oil-wells/simulator/telemetry/simulate-telemetry.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** One fault in so many days: a warning at random would be right this seldom. */
export const TURN_DAYS = 75;
const FIRST_MS = Date.UTC(2025, 0, 1);

/** A SIMULATED well: values on an even grid (NaN = none), and the truth in ms from its first instant. */
export interface BenchWell {
  readonly place: number;
  readonly days: number;
  readonly stepMs: number;
  readonly signals: Readonly<Record<TmsSignal, Float64Array>>;
  /** Trips; a stuck sensor is none. */
  readonly trips: readonly { readonly failsMs: number; readonly runsAgainMs: number; readonly kind: string }[];
  readonly stuck: readonly { readonly startsMs: number; readonly failsMs: number }[];
}

export function simulateBenchWell(seed: number, place: number, days: number, stepMs: number): BenchWell {
  const plan: FaultPlan = { seed, turnMs: TURN_DAYS * DAY };
  const steps = (days * DAY) / stepMs;
  const signals = Object.fromEntries(TMS_SIGNALS.map((name) => [name, new Float64Array(steps)])) as Record<
    TmsSignal,
    Float64Array
  >;
  for (let step = 0; step < steps; step += 1) {
    const values = telemetryAt(plan, place, FIRST_MS + step * stepMs);
    for (const name of TMS_SIGNALS) signals[name][step] = values[name] ?? Number.NaN;
  }
  const episodes = episodesBetween(plan, place, FIRST_MS, FIRST_MS + days * DAY);
  return {
    place,
    days,
    stepMs,
    signals,
    trips: episodes
      .filter(({ kind }) => kind !== 'sensor-stuck')
      .map(({ failsMs, runsAgainMs, kind }) => ({
        failsMs: failsMs - FIRST_MS,
        runsAgainMs: runsAgainMs - FIRST_MS,
        kind,
      })),
    stuck: episodes
      .filter(({ kind }) => kind === 'sensor-stuck')
      .map(({ startsMs, failsMs }) => ({ startsMs: startsMs - FIRST_MS, failsMs: failsMs - FIRST_MS })),
  };
}

/** Whether the pump stands, or has not run for long enough since to judge it. */
export const isStanding = ({ trips }: BenchWell, atMs: number): boolean =>
  trips.some(({ failsMs, runsAgainMs }) => atMs >= failsMs && atMs < runsAgainMs + 12 * HOUR);

/** Daily means of the days on which the pump ran all day. */
export function dailyMeans(well: BenchWell): Readonly<Record<string, Float64Array>> {
  const perDay = DAY / well.stepMs;
  return Object.fromEntries(
    TMS_SIGNALS.map((name) => [
      name,
      Float64Array.from({ length: well.days }, (_, day) => {
        const stands = well.trips.some(
          ({ failsMs, runsAgainMs }) => failsMs < (day + 1) * DAY && runsAgainMs > day * DAY,
        );
        if (stands) return Number.NaN;
        const values = well.signals[name]
          .subarray(day * perDay, (day + 1) * perDay)
          .filter((value) => !Number.isNaN(value));
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      }),
    ]),
  );
}
