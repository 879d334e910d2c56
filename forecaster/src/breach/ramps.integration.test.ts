import { signalSchema, type Breach } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForecastModel } from '../models/model.js';
import { openSeasonalNaive } from '../models/seasonal-naive/seasonal-naive.js';
import { forecastBatch, type BatchSeries } from '../workers/forecast-batch.js';
import { predictBreaches } from './predict-breaches.js';
import { HEALTHY_HOURS, HOURS, simulateMotor, type SimulatedMotor } from './testing/ramps.js';

const HOUR = 3_600_000;
const SHAPE = { seasonSteps: 24, cycleSteps: 24, horizonSteps: 72 };
const WINDOW = 60 * 24;

let models: readonly ForecastModel[];
beforeAll(() => {
  // The hardest case: the baseline follows a ramp a day late, which hides it from the forced trends now and then.
  models = [openSeasonalNaive()];
});
afterAll(() => Promise.all(models.map((model) => model.close())));

/** What each motor is told once a day, from the end of the healthy time until it crosses its limit. */
async function daily(motors: readonly SimulatedMotor[]): Promise<readonly Breach[]> {
  const asked: { readonly motor: number; readonly end: number; readonly series: BatchSeries }[] = [];
  motors.forEach(({ values, limit, crossesAt = HOURS }, motor) => {
    for (let end = HEALTHY_HOURS; end <= crossesAt && end <= HOURS; end += 24)
      asked.push({
        motor,
        end,
        series: {
          values: values.slice(end - WINDOW, end),
          nonNegative: false,
          addsUp: false,
          leaves: [],
          limits: [{ kind: 'high', value: limit }],
        },
      });
  });
  const outcomes = await forecastBatch({ shape: SHAPE, series: asked.map(({ series }) => series) }, models);
  const vintages = asked.map(({ motor, end }, at) => {
    const outcome = outcomes[at];
    return {
      signal: signalSchema.parse({
        asset: `motor-${motor}`,
        measurement: 'esp',
        field: 'temperature',
        title: 'T',
        intervalMs: HOUR,
        pack: 'p',
      }),
      issuedAtMs: end * HOUR,
      cutoffMs: (end - 1) * HOUR,
      watches: outcome?.kind === 'forecast' ? outcome.watches : [],
    };
  });
  return predictBreaches(vintages, 'run');
}

const warns = ({ shown, probability }: Breach): boolean => shown && probability >= 0.5;

describe('slow ramps of a hundred simulated motors', () => {
  it('warns of at least 95 before the limit is crossed, a day or more ahead in the median, even beside the baseline', async () => {
    const motors = Array.from({ length: 100 }, (_, seed) => simulateMotor(seed, true));
    const told = await daily(motors);
    const leadHours = motors.flatMap(({ crossesAt }, motor) => {
      const first = told.find((breach) => breach.asset === `motor-${motor}` && warns(breach));
      return first && crossesAt !== undefined ? [crossesAt - first.issuedAtMs / HOUR] : [];
    });
    expect(leadHours.length).toBeGreaterThanOrEqual(95);
    expect(leadHours.sort((a, b) => a - b)[Math.floor(leadHours.length / 2)]).toBeGreaterThanOrEqual(24);
    // Times are in order, inside the horizon, and the median is near the crossing: half a day for half of the warnings.
    const misses = told.filter(warns).flatMap(({ asset, p10Ms, p50Ms, p90Ms, horizonEndMs }) => {
      expect(p10Ms).toBeLessThanOrEqual(p50Ms ?? Number.POSITIVE_INFINITY);
      expect(p50Ms).toBeLessThanOrEqual(p90Ms ?? horizonEndMs);
      const { crossesAt } = motors[Number(asset.slice('motor-'.length))] as SimulatedMotor;
      return p50Ms === null || crossesAt === undefined ? [] : [Math.abs(p50Ms / HOUR - crossesAt)];
    });
    console.log(
      `ramps: warned of ${leadHours.length} of 100, median lead ${leadHours[leadHours.length >> 1]} h, median miss of P50 ${misses.sort((a, b) => a - b)[misses.length >> 1]} h (n ${misses.length})`,
    );
  }, 180_000);

  it('is quiet where nothing climbs, with the limit one degree above all that came before', async () => {
    const motors = Array.from({ length: 25 }, (_, seed) => {
      const motor = simulateMotor(seed + 1_000, false);
      return { ...motor, limit: Math.max(...motor.values.subarray(0, HEALTHY_HOURS)) + 1, crossesAt: undefined };
    });
    const told = await daily(motors);
    const alarms = told.filter(warns);
    console.log(`calm: ${alarms.length} false alarms in ${told.length} motor-days`);
    expect(told.length).toBeGreaterThan(400);
    expect(alarms.length / told.length).toBeLessThan(0.01);
  });
});
