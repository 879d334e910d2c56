import { marginOf, MS_PER_DAY, type Pack } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { openHealthyDays } from '../testing/healthy-days.js';
import {
  delivery,
  fuelQuality,
  marketData,
  oilWells,
  retailSales,
  type HealthyReading,
  type HealthyReadings,
} from '../testing/healthy-readings.js';
import { provisionedRules } from '../testing/rule-engine.js';

const END = Date.UTC(2026, 3, 1);
const DAYS = 30;
const ROUNDS = 4;
/** Rules look at what was learnt before: readings of two weeks, of daily signals of ten; sales jump more than others, and the shop has its archive. */
const BEFORE_DAYS = { hourly: 14, daily: 70, archive: 730 };
const rules = provisionedRules();
const OUTSIDE_BAND = 'wellhead-outside-band';
/** As many of n as lie outside a band of 95 % but once in a thousand times, were they independent: mean and three standard deviations. */
const mostOutside = (n: number): number => Math.ceil(0.05 * n + 3 * Math.sqrt(0.05 * 0.95 * n));

/**
 * Thirty simulated days on which nothing goes wrong. Readings come in rounds of a week and a half, every one goes through the scorer, and on two evenings of each round
 * forecasts are issued. Every rule is then evaluated as Grafana does, and what looks at readings alone once a day: Grafana looks each minute, and all that lies between is
 * told by the scores and the readings themselves. Of a band that holds 95 % of what comes, one reading in twenty lies outside: that rule must keep to its share.
 * Sales of retail-sales are real days in another order, without the unusual ones: no thirty real days one after another are free of those.
 */
describe.each<[string, HealthyReadings, number]>([
  ['oil-wells', oilWells, BEFORE_DAYS.hourly],
  ['fuel-quality', fuelQuality, BEFORE_DAYS.hourly],
  ['delivery', delivery, BEFORE_DAYS.hourly],
  ['market-data', marketData, BEFORE_DAYS.daily],
  ['retail-sales', retailSales, BEFORE_DAYS.archive],
])('the rules of %s', (name, readings, beforeDays) => {
  it('are silent for thirty healthy days', async () => {
    const days = await openHealthyDays(name, { readings, endMs: END, beforeDays });
    try {
      const sinceMs = END - DAYS * MS_PER_DAY;
      await days.goOn(sinceMs);
      expect(breaches(days.pack, days.readingsSince(sinceMs))).toEqual([]);
      const outside: string[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        const atMs = sinceMs + (round * DAYS * MS_PER_DAY) / ROUNDS;
        await days.goOn(atMs - MS_PER_DAY);
        await days.forecast();
        await days.goOn(atMs);
        outside.push(...(await days.firing([...rules.values()].filter(({ uid }) => uid === OUTSIDE_BAND))));
        await days.forecast();
        expect(await days.firing([...rules.values()].filter(({ uid }) => uid !== OUTSIDE_BAND))).toEqual([]);
      }
      expect(outside.length).toBeLessThanOrEqual(mostOutside(days.forecastSignals() * ROUNDS));
      const { anomalies, scored } = await days.anomaliesSince(sinceMs);
      expect(scored).toBeGreaterThan(200);
      expect(anomalies).toEqual([]);
      const ofReadings = [...rules.values()].filter(({ uid }) => /breached-now|anomaly/.test(uid));
      expect(ofReadings).toHaveLength(2);
      for (let atMs = sinceMs + MS_PER_DAY; atMs <= END; atMs += MS_PER_DAY)
        expect(await days.firing(ofReadings, atMs)).toEqual([]);
    } finally {
      await days.close();
    }
  }, 600_000);
});

/** Readings beyond a limit of the pack. */
const breaches = ({ manifest }: Pack, readings: readonly HealthyReading[]): readonly string[] =>
  manifest.limits.flatMap(({ asset, measurement, field, kind, value: limit }) =>
    readings
      .filter((one) => one.asset === asset && one.signal === `${measurement}.${field}`)
      .filter(({ value }) => marginOf(kind, value, limit) > 0)
      .map(({ value, timeMs }) => `${asset} ${measurement}.${field} ${value} at ${new Date(timeMs).toISOString()}`),
  );
