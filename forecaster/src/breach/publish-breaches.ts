import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchOf, nsFromMs, seriesOf, type Breach, type Reading, type ReadingBatch } from '@wellhead/contracts';
import { saveBreaches, type Run, type Stores } from '@wellhead/stores';
import type { SignalKey } from '../run/driver-inputs.js';
import type { PlannedForecast } from '../run/plan-batches.js';
import { predictBreaches, type WatchedVintage } from './predict-breaches.js';
import type { LimitWatch } from './watch-limits.js';

/** Measurement of the copy that alert rules and other people's tools read. */
const BREACH_MEASUREMENT = 'wellhead_breach';
export const BREACH_FIELDS = [
  { measurement: BREACH_MEASUREMENT, field: 'probability', type: 'float' },
  { measurement: BREACH_MEASUREMENT, field: 'seconds_to_p10', type: 'float' },
  { measurement: BREACH_MEASUREMENT, field: 'seconds_to_p50', type: 'float' },
  { measurement: BREACH_MEASUREMENT, field: 'seconds_to_p90', type: 'float' },
  { measurement: BREACH_MEASUREMENT, field: 'uncalibrated', type: 'float' },
] as const;

/** Rows a statement: a few MB of JSON. */
const BREACHES_A_SAVE = 2_000;

/** What workers watched of one vintage, and whether enough past forecasts stand behind its interval. */
export interface Watched {
  readonly planned: PlannedForecast;
  readonly watches: readonly LimitWatch[];
  readonly calibrated: boolean;
}

const vintageOf = ({ asset, measurement, field }: SignalKey, issuedAtMs: number): string =>
  `${asset} ${measurement}.${field} ${issuedAtMs}`;

/** Predicts from what workers watched, keeps all of it as records, and copies what may be shown to telemetry. */
export async function publishBreaches(
  made: readonly Watched[],
  run: Run,
  stores: Pick<Stores, 'telemetry' | 'pool'>,
): Promise<readonly Breach[]> {
  const breaches: Breach[] = [];
  for (const vintages of byInstant(made)) {
    breaches.push(...predictBreaches(vintages, run.id));
    // Recalibration is arithmetic on this thread, which may serve requests: a turn of its event loop between two instants.
    await nextTurn();
  }
  for (let from = 0; from < breaches.length; from += BREACHES_A_SAVE)
    await saveBreaches(stores.pool, breaches.slice(from, from + BREACHES_A_SAVE));
  const uncalibrated = new Set(
    made.flatMap(({ planned: { signal, asOfMs }, calibrated }) => (calibrated ? [] : [vintageOf(signal, asOfMs)])),
  );
  const copy = breachCopy(breaches, (breach) => uncalibrated.has(vintageOf(breach, breach.issuedAtMs)));
  if (copy.length > 0) await stores.telemetry.write(copy);
  if (breaches.length > 0) {
    const hidden = breaches.filter(({ shown }) => !shown).length;
    await run.log(
      'info',
      'breaches',
      `Predicted ${breaches.length} breach times; ${hidden} have no skill and are not shown`,
      {
        predicted: breaches.length,
        hidden,
      },
    );
  }
  return breaches;
}

function byInstant(made: readonly Watched[]): readonly (readonly WatchedVintage[])[] {
  const instants = new Map<number, WatchedVintage[]>();
  for (const { planned, watches } of made) {
    if (watches.length === 0) continue;
    const { signal, asOfMs, cutoffMs } = planned;
    const vintage = { signal, issuedAtMs: asOfMs, cutoffMs, watches };
    const known = instants.get(asOfMs);
    if (known) known.push(vintage);
    else instants.set(asOfMs, [vintage]);
  }
  return [...instants.values()];
}

/**
 * The copy in telemetry, at the time of issue: tags asset, signal, limit, model; `probability` within the horizon and the seconds from then to
 * P10, P50 and P90 (absent where that is beyond the horizon); `uncalibrated` = 1 where the interval of the forecast is, else absent. What is not shown is not copied.
 */
export function breachCopy(
  breaches: readonly Breach[],
  isUncalibrated: (breach: Breach) => boolean = () => false,
): ReadingBatch {
  const readings: Reading[] = [];
  for (const breach of breaches) {
    if (!breach.shown) continue;
    const { asset, measurement, field, limit, model, issuedAtMs } = breach;
    const tags = { asset, signal: `${measurement}.${field}`, limit, model };
    const timeNs = nsFromMs(issuedAtMs);
    const write = (name: string, value: number): void => {
      readings.push({ series: seriesOf(BREACH_MEASUREMENT, tags, name, 'float'), timeNs, value });
    };
    write('probability', breach.probability);
    if (isUncalibrated(breach)) write('uncalibrated', 1);
    for (const [name, timeMs] of [
      ['seconds_to_p10', breach.p10Ms],
      ['seconds_to_p50', breach.p50Ms],
      ['seconds_to_p90', breach.p90Ms],
    ] as const)
      if (timeMs !== null) write(name, (timeMs - issuedAtMs) / 1_000);
  }
  return batchOf(readings);
}
