import { setTimeout as delay } from 'node:timers/promises';
import {
  batchOf,
  nsFromMs,
  packSchema,
  QUANTILES,
  querySchema,
  seriesOf,
  type Forecast,
  type Pack,
} from '@wellhead/contracts';
import { startForecaster, type Forecaster } from '@wellhead/forecaster';
import { ALERT_KINDS } from '@wellhead/provisioning';
import { installPack, openJobs, openMemoryStore, runQuery, saveForecasts, type Jobs } from '@wellhead/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 2, 1, 0, 30);
const NEWEST = NOW - HOUR / 2;
const HOURS = 300;
/** By asset: how much its forecasts lean, and whether its newest reading is a spike. */
const PUMPS = {
  healthy: { lean: 0, spike: 0 },
  leaning: { lean: 9, spike: 0 },
  spiking: { lean: 0, spike: 60 },
} as const;

const pack: Pack = {
  manifest: packSchema.parse({
    name: 'pumps',
    title: 'Pumps',
    describes: 'Three pumps.',
    assets: Object.keys(PUMPS).map((id) => ({ id, kind: 'pump', title: id })),
    signals: Object.keys(PUMPS).map((asset) => ({
      asset,
      measurement: 'pump',
      field: 'pressure',
      title: asset,
      intervalMs: HOUR,
      horizonSteps: 4,
    })),
  }),
  sql: {},
  migrations: [],
};
/** Between −1 and 1, without a pattern that a model could learn; the same on every run. */
const noise = (at: number): number => ((2 * (((Math.sin(at * 12.9898) * 43_758.5453) % 1) + 1)) % 2) - 1;

/** The query of a provisioned rule, asked as Grafana's rule engine asks; numbers by asset. Above 0 the rule fires. */
describe('the provisioned alert rules', () => {
  const telemetry = openMemoryStore();
  const log = pino({ level: 'silent' });
  let database: TestDatabase;
  let jobs: Jobs;
  let forecaster: Forecaster;

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    const assets = Object.entries(PUMPS);
    await telemetry.write(
      batchOf(
        assets.flatMap(([asset, { spike }], pump) =>
          Array.from({ length: HOURS }, (_, back) => ({
            series: seriesOf('pump', { asset }, 'pressure', 'float'),
            timeNs: nsFromMs(NEWEST - back * HOUR),
            value: 100 + 10 * noise(back + 1_000 * pump) + (back === 0 ? spike : 0),
          })),
        ),
      ),
    );
    await saveForecasts(
      database.pool,
      assets.flatMap(([asset, { lean }]) =>
        Array.from({ length: 60 }, (_, back): Forecast => {
          const cutoffMs = NEWEST - (back + 5) * HOUR;
          const around = (distance: number): number[] => new Array<number>(4).fill(100 + lean + distance);
          return {
            asset,
            measurement: 'pump',
            field: 'pressure',
            model: 'theta@1',
            issuedAtMs: cutoffMs + HOUR / 2,
            cutoffMs,
            stepMs: HOUR,
            mean: around(0),
            quantiles: Object.fromEntries(
              QUANTILES.map((quantile) => [String(quantile), around(20 * (quantile - 0.5))]),
            ),
            calibrated: true,
            origins: 104,
            runId: 'run',
          };
        }),
      ),
      { champion: true },
    );
    jobs = await openJobs(database.url, log);
    const stores = { telemetry, pool: database.pool };
    forecaster = await startForecaster({ stores, jobs, log, clock: () => NOW, workers: 1 });
    // A run judges what has come.
    await forecaster.run({ reason: 'demand', pack: 'pumps' });
  });
  afterAll(async () => {
    await jobs.close();
    await forecaster.close();
    await telemetry.close();
    await database.close();
  });

  async function numbersOf(uid: string, of?: string): Promise<Readonly<Record<string, number>>> {
    const rule = ALERT_KINDS.find((kind) => kind.uid === uid);
    if (!rule) throw new Error(`there is no rule ${uid}`);
    const frames = await runQuery(
      { telemetry, pool: database.pool, readOnlyPool: database.pool },
      querySchema.parse(rule.query),
      {
        fromMs: NOW - 14 * 24 * HOUR,
        toMs: NOW,
        nowMs: NOW,
        intervalMs: 60_000,
        maxDataPoints: 100,
        fromAlert: true,
      },
    );
    return Object.fromEntries(
      frames
        .flatMap(({ fields }) => fields)
        .filter(({ labels }) => of === undefined || labels?.['of'] === of)
        .map(({ labels, values }) => [labels?.['asset'] ?? '', Number(values[0])]),
    );
  }

  it('tell of forecasts that lean to one side, and of no others', async () => {
    const bias = await numbersOf('wellhead-model-drift', 'bias');
    expect(Object.keys(bias).sort()).toEqual(['healthy', 'leaning', 'spiking']);
    expect(bias['leaning']).toBeGreaterThan(0);
    expect(bias['healthy']).toBeLessThan(0);
    expect(bias['spiking']).toBeLessThan(0);
  });

  it('tell of intervals that no longer hold, and of no others', async () => {
    const coverage = await numbersOf('wellhead-model-drift', 'coverage');
    expect(coverage['leaning']).toBeGreaterThan(0);
    expect(coverage['healthy']).toBeLessThan(0);
  });

  it('tell of a reading that is not as expected, and of no others', async () => {
    let margins = await numbersOf('wellhead-anomaly');
    while (Object.keys(margins).filter((asset) => asset !== '').length < 3) {
      await delay(50);
      margins = await numbersOf('wellhead-anomaly');
    }
    expect(margins['spiking']).toBeGreaterThan(0);
    expect(margins['healthy']).toBeLessThan(0);
    expect(margins['leaning']).toBeLessThan(0);
  });
});
