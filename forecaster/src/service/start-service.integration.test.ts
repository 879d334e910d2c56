import { setTimeout as delay } from 'node:timers/promises';
import {
  ANOMALY_MEASUREMENT,
  batchOf,
  FORECAST_QUEUE,
  nsFromMs,
  packSchema,
  seriesOf,
  type Pack,
} from '@wellhead/contracts';
import { forecastVintages, installPack, openInfluxStore, openJobs } from '@wellhead/stores';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../stores/testing/database.js';
import { startTestInflux } from '../../../stores/testing/influx.js';
import { readForecasterEnv } from '../config.js';
import { weekly } from '../../testing/made-series.js';
import { startService } from './start-service.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2025, 5, 1, 12);
const log = pino({ level: 'silent' });
const pack: Pack = {
  manifest: packSchema.parse({
    name: 'mill',
    title: 'Mill',
    describes: 'One signal.',
    assets: [{ id: 'mill', kind: 'mill', title: 'Mill' }],
    signals: [
      {
        asset: 'mill',
        measurement: 'flour',
        field: 'sacks',
        title: 'Sacks',
        intervalMs: DAY,
        seasonSteps: 7,
        horizonSteps: 7,
      },
    ],
  }),
  sql: {},
  migrations: [],
};

const influx = await startTestInflux();
if ('missing' in influx) console.log(`skipped: the forecaster on InfluxDB: ${influx.missing}`);
if ('missing' in influx && process.env['CI'] === 'true') throw new Error(influx.missing);

describe.skipIf('missing' in influx)('the forecaster as a service', () => {
  it('forecasts from InfluxDB on demand, scores what it holds, is ready, and counts its runs and its coverage for Prometheus', async () => {
    if ('missing' in influx) return;
    const database = await openTestDatabase({ packs: [pack] });
    await installPack(database.pool, pack);
    const { url, token, org, bucket } = influx;
    const telemetry = await openInfluxStore({ url, token, org, bucket, log });
    const series = seriesOf('flour', { asset: 'mill' }, 'sacks', 'integer');
    const first = Math.floor(NOW / DAY) * DAY - 84 * 7 * DAY;
    await telemetry.write(
      batchOf(
        Array.from(weekly(84, 9), (value, day) => ({
          series,
          timeNs: nsFromMs(first + day * DAY),
          value: BigInt(Math.round(value)),
        })),
      ),
    );
    const parsed = readForecasterEnv({
      DATABASE_URL: database.url,
      INFLUX_URL: url,
      INFLUX_TOKEN: token,
      INFLUX_ORG: org,
      INFLUX_BUCKET: bucket,
      WELLHEAD_HTTP_PORT: '0',
      WELLHEAD_FORECAST_WORKERS: '1',
    });
    if (parsed.kind === 'faults') throw new Error(parsed.faults.join());
    const service = await startService(parsed.env, log, () => NOW);
    const sender = await openJobs(database.url, log);
    try {
      const job = { reason: 'demand', pack: 'mill' };
      const outcome = await sender.sendAndWait(FORECAST_QUEUE, job, { timeoutMs: 50_000 });
      expect(outcome).toMatchObject({ kind: 'completed', output: { forecasts: 1 } });
      const [vintage] = await forecastVintages(database.pool);
      expect(vintage).toMatchObject({ cutoffMs: Math.floor(NOW / DAY) * DAY - DAY, calibrated: true });
      const copy = await telemetry.latest({ measurement: 'wellhead_forecast', field: 'value' });
      expect(copy).toHaveLength(7);

      // The readings are scored beside it, in their own time.
      const scored = (): ReturnType<typeof telemetry.latest> =>
        telemetry.latest({ measurement: ANOMALY_MEASUREMENT, field: 'z', tags: { asset: ['mill'] } });
      while ((await scored()).length === 0) await delay(50);
      expect((await scored())[0]?.timeNs[0]).toBe(nsFromMs(Math.floor(NOW / DAY) * DAY - DAY));

      const at = `http://127.0.0.1:${service.port}`;
      expect((await fetch(`${at}/healthz`)).status).toBe(200);
      const ready = await fetch(`${at}/readyz`);
      expect(await ready.json()).toEqual({ status: 'ready', postgres: 'ok', telemetry: 'ok' });
      const metrics = await (await fetch(`${at}/metrics`)).text();
      expect(metrics).toMatch(/wellhead_forecast_runs_total\{name="mill",state="succeeded"\} 1/);
      expect(metrics).toMatch(/wellhead_forecast_coverage_ratio\{name="mill",level="0.8"\} 0\.\d+/);
    } finally {
      await sender.close();
      await service.close();
      await telemetry.close();
      await database.close();
      await influx.close();
    }
  });
});
