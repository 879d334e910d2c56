import { batchOf, nsFromMs, packSchema, querySchema, seriesOf, type Pack } from '@wellhead/contracts';
import { predictedBreaches, runQuery } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForecasterFixture, openForecasterFixture } from '../../testing/forecaster-fixture.js';
import { simulateMotor } from './testing/ramps.js';

const HOUR = 3_600_000;
const HORIZON = 72;
const START = Date.UTC(2026, 0, 1);
/** The first one warms up and crosses its limit, the others stay calm. */
const motors = Array.from({ length: 6 }, (_, at) => simulateMotor(at === 0 ? 0 : 1_000 + at, at === 0));
const crossesAt = motors[0]?.crossesAt as number;
/** A day before it does. */
const asked = crossesAt - 24;
const nameOf = (at: number): string => `motor-${at}`;

const pack: Pack = {
  manifest: packSchema.parse({
    name: 'motors',
    title: 'Motors',
    describes: 'Motors, one of which warms up.',
    dataLabel: 'simulated',
    assets: motors.map((_, at) => ({ id: nameOf(at), kind: 'motor', title: nameOf(at) })),
    signals: motors.map((_, at) => ({
      asset: nameOf(at),
      measurement: 'esp',
      field: 'temperature',
      title: `Temperature of ${nameOf(at)}`,
      intervalMs: HOUR,
      seasonSteps: 24,
      horizonSteps: HORIZON,
    })),
    limits: motors.map(({ limit }, at) => ({
      asset: nameOf(at),
      measurement: 'esp',
      field: 'temperature',
      kind: 'high',
      value: limit,
    })),
  }),
  sql: {},
  migrations: [],
};

describe('breaches in a forecast run', { timeout: 60_000 }, () => {
  let fixture: ForecasterFixture;
  let nowMs = START + asked * HOUR;
  const feed = (from: number, to: number): Promise<unknown> =>
    fixture.telemetry.write(
      batchOf(
        motors.flatMap(({ values }, at) =>
          Array.from(values.subarray(from, to), (value, hour) => ({
            series: seriesOf('esp', { asset: nameOf(at) }, 'temperature', 'float'),
            timeNs: nsFromMs(START + (from + hour) * HOUR),
            value,
          })),
        ),
      ),
    );

  beforeAll(async () => {
    fixture = await openForecasterFixture({ pack, clock: () => nowMs });
    await feed(0, asked);
    await fixture.forecaster.run({ reason: 'demand', pack: 'motors' });
  });
  afterAll(() => fixture.close());

  it('are kept as a record a limit: likely where a limit will be crossed, unlikely where not', async () => {
    const breaches = await predictedBreaches(fixture.database.pool, {});
    expect(breaches.map(({ asset }) => asset).sort()).toEqual(motors.map((_, at) => nameOf(at)));
    const [warm, ...calm] = [...breaches].sort((a, b) => b.probability - a.probability);
    expect(warm).toMatchObject({ asset: 'motor-0', shown: true, outcome: 'open', limitValue: motors[0]?.limit });
    expect(warm?.probability).toBeGreaterThan(0.5);
    expect(warm?.skill).toBeGreaterThan(0);
    expect(Math.abs((warm?.p50Ms as number) - (START + crossesAt * HOUR))).toBeLessThan(24 * HOUR);
    for (const { probability } of calm) expect(probability).toBeLessThan(0.5);
  });

  it('are telemetry for alert rules and annotations for charts', async () => {
    const [warm] = await predictedBreaches(fixture.database.pool, { assets: ['motor-0'] });
    const copy = await fixture.telemetry.read({
      selector: { measurement: 'wellhead_breach', tags: { asset: ['motor-0'] } },
      fromNs: nsFromMs(nowMs),
      toNs: nsFromMs(nowMs + 1),
      shape: { kind: 'raw' },
    });
    const told = Object.fromEntries(copy.map(({ series, values }) => [series.field, Number(values[0])]));
    expect(told).toMatchObject({
      probability: warm?.probability,
      seconds_to_p50: ((warm?.p50Ms as number) - nowMs) / 1_000,
    });
    expect(warm?.calibrated).toBe(told['uncalibrated'] === undefined);
    const [marks] = await runQuery(
      { telemetry: fixture.telemetry, pool: fixture.database.pool, readOnlyPool: fixture.database.pool },
      querySchema.parse({ queryType: 'breach', view: 'marks', assets: ['motor-0'] }),
      { fromMs: nowMs, toMs: nowMs + HORIZON * HOUR, nowMs, intervalMs: HOUR, maxDataPoints: 100, fromAlert: false },
    );
    expect(marks?.fields.find(({ name }) => name === 'title')?.values).toEqual([
      expect.stringMatching(/^Temperature of motor-0: high limit .* predicted to be crossed$/),
    ]);
  });

  it('are settled by a later run: the one that came at the time of its crossing, the others as not come', async () => {
    const issuedMs = nowMs;
    nowMs += (HORIZON + 2) * HOUR;
    await feed(asked, asked + HORIZON + 1);
    await fixture.forecaster.run({ reason: 'demand', pack: 'motors' });
    const settled = await predictedBreaches(fixture.database.pool, { issuedFromMs: issuedMs, issuedUntilMs: issuedMs });
    expect(Object.fromEntries(settled.map(({ asset, outcome, cameAtMs }) => [asset, [outcome, cameAtMs]]))).toEqual({
      'motor-0': ['came', START + crossesAt * HOUR],
      ...Object.fromEntries(motors.slice(1).map((_, at) => [nameOf(at + 1), ['did-not-come', null]])),
    });
  });
});
