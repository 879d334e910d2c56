import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { MS_PER_DAY, MS_PER_HOUR, packSchema, QUANTILES, type Forecast } from '@wellhead/contracts';
import { installPack, openMemoryStore, openPool, saveForecasts } from '@wellhead/stores';
import { openTestDatabase, type TestDatabase } from '../../../../../stores/testing/database.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHealth } from './check-health.js';

const NOW_MS = Date.UTC(2026, 5, 15, 12);
const PACK = packSchema.parse({
  name: 'wells',
  title: 'Wells',
  describes: 'wells of a test',
  forecastScheduleMs: MS_PER_DAY,
  assets: [{ id: 'well-101', kind: 'well', title: 'Well 101' }],
  signals: ['intake_pressure', 'motor_temperature', 'state'].map((field, at) => ({
    asset: 'well-101',
    measurement: 'esp',
    field,
    title: field,
    intervalMs: MS_PER_HOUR,
    horizonSteps: at < 2 ? 24 : 0,
  })),
});

const forecastOf = (field: string, issuedAtMs: number): Forecast => ({
  asset: 'well-101',
  measurement: 'esp',
  field,
  model: 'seasonal-naive@1',
  issuedAtMs,
  cutoffMs: issuedAtMs,
  stepMs: MS_PER_HOUR,
  mean: [1],
  quantiles: Object.fromEntries(QUANTILES.map((quantile) => [String(quantile), [1]])),
  calibrated: true,
  origins: 60,
  runId: 'run-1',
});

describe('the health of the data source', () => {
  let database: TestDatabase;
  const telemetry = openMemoryStore();
  beforeAll(async () => {
    database = await openTestDatabase();
    await installPack(database.pool, { manifest: PACK, sql: {}, migrations: [] });
  });
  afterAll(() => database.close());
  const check = (more: Partial<Parameters<typeof checkHealth>[0]> = {}) =>
    checkHealth({ pool: database.pool, telemetry, clock: () => NOW_MS, timeoutMs: 5_000, ...more });

  it('is good before the first forecast, and says that there is none', async () => {
    const report = await check();
    expect(report.healthy).toBe(true);
    expect(report.message).toBe('Wellhead answers, but forecasts of wells: none yet for 2 signals.');
  });

  it('names what answers and how old the oldest forecast is', async () => {
    const issued = (field: string, ageMs: number) =>
      saveForecasts(database.pool, [forecastOf(field, NOW_MS - ageMs)], { champion: true });
    await issued('motor_temperature', 40 * MS_PER_HOUR);
    await issued('intake_pressure', 3 * MS_PER_HOUR);
    await issued('motor_temperature', 5 * MS_PER_HOUR);
    expect((await check()).message).toBe(
      'Wellhead answers: Postgres answers; telemetry (memory) answers; ' +
        'forecasts of wells are fresh (2 of 2 signals, the oldest issued 5 h ago).',
    );
  });

  it('says so when the forecasts are older than twice their schedule', async () => {
    const report = await check({ clock: () => NOW_MS + 3 * MS_PER_DAY });
    expect(report.healthy).toBe(true);
    expect(report.message).toBe(
      'Wellhead answers, but forecasts of wells are stale (2 of 2 signals, the oldest issued 3 d ago, due every 1 d).',
    );
  });

  it('is bad when the telemetry store is away or hangs, and names it with the reason', async () => {
    const away = { name: 'influx', ping: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:8086')) };
    expect(await check({ telemetry: away })).toMatchObject({
      healthy: false,
      message: 'Wellhead cannot answer: telemetry (influx) cannot be reached: connect ECONNREFUSED 127.0.0.1:8086.',
    });
    const hangs = { name: 'influx', ping: () => new Promise<void>(() => undefined) };
    const report = await check({ telemetry: hangs, timeoutMs: 500 });
    expect(report.message).toContain('telemetry (influx) cannot be reached: no answer within 0.5 s');
  });

  it('is bad when Postgres is away, and still tells of the rest', async () => {
    // A port that was free a moment ago: nothing listens there.
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const pool = openPool(`postgres://nobody@127.0.0.1:${port}/none`);
    const report = await check({ pool });
    expect(report.healthy).toBe(false);
    expect(report.message).toMatch(/^Wellhead cannot answer: Postgres cannot be reached: .*ECONNREFUSED/);
    expect(report.details?.['verboseMessage']).toContain('telemetry (memory) answers');
    await pool.end();
  });
});
