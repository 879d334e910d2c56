import { fileURLToPath } from 'node:url';
import {
  ANOMALY_MEASUREMENT,
  anomalyExcess,
  batchOf,
  MS_PER_DAY,
  nsFromMs,
  seriesOf,
  type Pack,
} from '@wellhead/contracts';
import { openForecastRuns } from '@wellhead/forecaster';
import { openScorer } from '@wellhead/forecaster/anomaly/score-readings';
import { openReadingsWatch } from '@wellhead/forecaster/anomaly/watch-readings';
import { installPack, loadPack, openMemoryStore } from '@wellhead/stores';
import { pino } from 'pino';
import { openTestDatabase } from '../../stores/testing/database.js';
import type { HealthyReading, HealthyReadings } from './healthy-readings.js';
import { evaluateRule, type ProvisionedRule } from './rule-engine.js';

const log = pino({ level: 'silent' });

/** A pack whose simulator has no faults, as far as its time has come. */
export interface HealthyDays {
  readonly pack: Pack;
  readingsSince(ms: number): readonly HealthyReading[];
  /** Signals that have readings and a horizon. */
  forecastSignals(): number;
  /** Readings up to a time come and are scored. */
  goOn(toMs: number): Promise<void>;
  /** Issues the forecasts that a schedule would now. */
  forecast(): Promise<void>;
  /** What fires of these rules, now or at an earlier time: rule, asset and signal. */
  firing(rules: Iterable<ProvisionedRule>, atMs?: number): Promise<readonly string[]>;
  /** Scores beyond their bound, and how many there were at all. */
  anomaliesSince(ms: number): Promise<{ readonly anomalies: readonly string[]; readonly scored: number }>;
  close(): Promise<void>;
}

/** Opens a pack with readings from `beforeDays` before the last thirty days on; none has come yet. */
export async function openHealthyDays(
  name: string,
  { readings, endMs, beforeDays }: { readings: HealthyReadings; endMs: number; beforeDays: number },
): Promise<HealthyDays> {
  const pack = await loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)));
  const database = await openTestDatabase({ packs: [pack] });
  await installPack(database.pool, pack);
  const telemetry = openMemoryStore();
  const stores = { telemetry, pool: database.pool, readOnlyPool: database.pool };
  const fromMs = endMs - (30 + beforeDays) * MS_PER_DAY;
  const all = [...readings(fromMs, endMs)].sort((a, b) => a.timeMs - b.timeMs);
  let nowMs = fromMs;
  let come = 0;
  const clock = (): number => nowMs;
  // A whole forecaster would score readings too, whenever it happens to look: only this watch may.
  const runs = openForecastRuns({ stores, log, clock, workers: 1 });
  const scorer = openScorer();
  const watch = await openReadingsWatch({ stores, scorer, clock });

  const scoresOf = (field: 'z' | 'cusum', sinceMs: number) =>
    telemetry.read({
      selector: { measurement: ANOMALY_MEASUREMENT, field },
      fromNs: nsFromMs(sinceMs),
      toNs: nsFromMs(endMs),
      shape: { kind: 'raw' },
    });
  return {
    pack,
    readingsSince: (ms) => all.filter(({ timeMs }) => timeMs >= ms),
    forecastSignals: () => {
      const told = new Set(all.map(({ asset, signal }) => `${asset} ${signal}`));
      return pack.manifest.signals.filter(
        ({ asset, measurement, field, horizonSteps }) =>
          (horizonSteps ?? 0) > 0 && told.has(`${asset} ${measurement}.${field}`),
      ).length;
    },
    goOn: async (toMs) => {
      let next = come;
      while (next < all.length && (all[next] as HealthyReading).timeMs < toMs) next += 1;
      const rows = all.slice(come, next).map(({ asset, signal, timeMs, value }) => {
        const [measurement = '', field = ''] = signal.split('.');
        return { series: seriesOf(measurement, { asset }, field, 'float'), timeNs: nsFromMs(timeMs), value };
      });
      if (rows.length > 0) await telemetry.write(batchOf(rows));
      come = next;
      nowMs = toMs;
      await watch.look('past');
    },
    forecast: async () => {
      await runs.run({ reason: 'demand', pack: name });
    },
    firing: async (rules, atMs = nowMs) => {
      const found: string[] = [];
      for (const rule of rules)
        for (const { labels } of await evaluateRule(rule, stores, { nowMs: atMs, externalUrl: '' }))
          found.push(
            [rule.uid, labels['asset'], labels['signal'], labels['limit'], new Date(atMs).toISOString()].join(' '),
          );
      return found;
    },
    anomaliesSince: async (sinceMs) => {
      const [z, cusum] = await Promise.all([scoresOf('z', sinceMs), scoresOf('cusum', sinceMs)]);
      const sums = new Map(cusum.map(({ series, values }) => [JSON.stringify(series.tags), values]));
      const anomalies = z.flatMap(({ series, timeNs, values }) => {
        const { asset, measurement, field } = series.tags;
        return Array.from(timeNs, (_, row): string[] => {
          const [distance, sum] = [Number(values[row]), Number(sums.get(JSON.stringify(series.tags))?.[row])];
          return anomalyExcess(distance, sum) > 0
            ? [`${asset} ${measurement}.${field}: z ${distance.toFixed(1)}, CUSUM ${sum.toFixed(1)}`]
            : [];
        }).flat();
      });
      return { anomalies, scored: z.reduce((sum, { values }) => sum + values.length, 0) };
    },
    close: async () => {
      await scorer.close();
      await runs.close();
      await telemetry.close();
      await database.close();
    },
  };
}
