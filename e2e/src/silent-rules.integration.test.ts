import { fileURLToPath } from 'node:url';
import {
  ANOMALY_MEASUREMENT,
  anomalyExcess,
  batchOf,
  marginOf,
  MS_PER_DAY,
  nsFromMs,
  seriesOf,
  type Pack,
} from '@wellhead/contracts';
import { openScorer } from '@wellhead/forecaster/anomaly/score-readings';
import { openReadingsWatch } from '@wellhead/forecaster/anomaly/watch-readings';
import { installPack, loadPack, openMemoryStore, type TelemetryStore } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';
import {
  delivery,
  fuelQuality,
  marketData,
  oilWells,
  type HealthyReading,
  type HealthyReadings,
} from '../testing/healthy-readings.js';
import { evaluateRule, provisionedRules } from '../testing/rule-engine.js';

const END = Date.UTC(2026, 3, 1);
const DAYS = 30;
/** Rules look at what was learnt before: readings of two weeks, of daily signals of ten. */
const BEFORE_DAYS = { hourly: 14, daily: 70 };
const rules = provisionedRules();

/**
 * Thirty simulated days on which nothing goes wrong: every reading goes through the scorer, and the rules are evaluated as Grafana does. Grafana looks
 * each minute; here once a day, and all that lies between is told by the scores and the readings themselves. Sales of retail-sales are real ones, with unusual days.
 */
describe.each<[string, HealthyReadings, number]>([
  ['oil-wells', oilWells, BEFORE_DAYS.hourly],
  ['fuel-quality', fuelQuality, BEFORE_DAYS.hourly],
  ['delivery', delivery, BEFORE_DAYS.hourly],
  ['market-data', marketData, BEFORE_DAYS.daily],
])('the rules of %s', (name, readings, beforeDays) => {
  it('are silent for thirty healthy days', async () => {
    const pack = await loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)));
    const database = await openTestDatabase({ packs: [pack] });
    const telemetry = openMemoryStore();
    const scorer = openScorer();
    try {
      await installPack(database.pool, pack);
      const fromMs = END - (DAYS + beforeDays) * MS_PER_DAY;
      const all = [...readings(fromMs, END)];
      await telemetry.write(
        batchOf(
          all.map(({ asset, signal, timeMs, value }) => {
            const [measurement = '', field = ''] = signal.split('.');
            return { series: seriesOf(measurement, { asset }, field, 'float'), timeNs: nsFromMs(timeMs), value };
          }),
        ),
      );
      const sinceMs = END - DAYS * MS_PER_DAY;
      expect(
        breaches(
          pack,
          all.filter(({ timeMs }) => timeMs >= sinceMs),
        ),
      ).toEqual([]);

      // The watch begins when a channel has its first readings, and then sees all that followed.
      let nowMs = fromMs + beforeDays * MS_PER_DAY;
      const stores = { telemetry, pool: database.pool, readOnlyPool: database.pool };
      const watch = await openReadingsWatch({ stores, scorer, clock: () => nowMs });
      await watch.look('past');
      nowMs = END;
      await watch.look('past');
      const { anomalies, scored } = await anomaliesSince(telemetry, sinceMs);
      expect(scored).toBeGreaterThan(200);
      expect(anomalies).toEqual([]);

      for (let atMs = sinceMs + MS_PER_DAY; atMs <= END; atMs += MS_PER_DAY)
        for (const uid of ['wellhead-breached-now', 'wellhead-anomaly']) {
          const rule = rules.get(uid);
          if (!rule) throw new Error(`there is no rule ${uid}`);
          expect(await evaluateRule(rule, stores, { nowMs: atMs, externalUrl: '' })).toEqual([]);
        }
    } finally {
      await scorer.close();
      await telemetry.close();
      await database.close();
    }
  }, 300_000);
});

/** Readings beyond a limit of the pack. */
const breaches = ({ manifest }: Pack, readings: readonly HealthyReading[]): readonly string[] =>
  manifest.limits.flatMap(({ asset, measurement, field, kind, value: limit }) =>
    readings
      .filter((one) => one.asset === asset && one.signal === `${measurement}.${field}`)
      .filter(({ value }) => marginOf(kind, value, limit) > 0)
      .map(({ value, timeMs }) => `${asset} ${measurement}.${field} ${value} at ${new Date(timeMs).toISOString()}`),
  );

/** Scores beyond their bound, and how many there were at all. */
async function anomaliesSince(
  telemetry: TelemetryStore,
  sinceMs: number,
): Promise<{ readonly anomalies: readonly string[]; readonly scored: number }> {
  const scoresOf = (field: 'z' | 'cusum') =>
    telemetry.read({
      selector: { measurement: ANOMALY_MEASUREMENT, field },
      fromNs: nsFromMs(sinceMs),
      toNs: nsFromMs(END),
      shape: { kind: 'raw' },
    });
  const [z, cusum] = await Promise.all([scoresOf('z'), scoresOf('cusum')]);
  const sums = new Map(cusum.map(({ series, values }) => [JSON.stringify(series.tags), values]));
  let scored = 0;
  const anomalies = z.flatMap(({ series, timeNs, values }) => {
    const { asset, measurement, field } = series.tags;
    scored += values.length;
    return Array.from(timeNs, (_, row): string[] => {
      const [distance, sum] = [Number(values[row]), Number(sums.get(JSON.stringify(series.tags))?.[row])];
      return anomalyExcess(distance, sum) > 0
        ? [`${asset} ${measurement}.${field}: z ${distance.toFixed(1)}, CUSUM ${sum.toFixed(1)}`]
        : [];
    }).flat();
  });
  return { anomalies, scored };
}
