import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MS_PER_DAY, MS_PER_HOUR, utcDay, type Pack } from '@wellhead/contracts';
import { startForecaster, type Forecaster } from '@wellhead/forecaster';
import { PACK_NAMES } from '@wellhead/packs';
import type { TagValue } from '@wellhead/packs/fuel-quality/demo';
import { openExchange } from '@wellhead/packs/market-data/demo';
import type { Shop } from '@wellhead/packs/retail-sales/demo';
import { startPipelines, type Pipelines } from '@wellhead/pipelines';
import { loadPack, openJobs, type Jobs, type QueryStores } from '@wellhead/stores';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIngestorFixture, type IngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { notify, openAlertWebhook, type AlertWebhook, type WebhookAlert } from '../testing/alert-webhook.js';
import { openOtherSides } from '../testing/other-sides.js';
import { evaluateRule, provisionedRules } from '../testing/rule-engine.js';

const LONG = { timeout: 60_000 };
const STEP_MS = 600_000;
const EXTERNAL_URL = 'https://grafana.example.org/';
const log = pino({ level: 'silent' });

/** Flows run when the test says so, not by the clock of the machine. */
const withoutSchedules = (pack: Pack): Pack => ({
  ...pack,
  manifest: { ...pack.manifest, flows: pack.manifest.flows.map((flow) => ({ ...flow, cron: undefined })) },
});
const packs = await Promise.all(
  PACK_NAMES.map(async (name) =>
    withoutSchedules(await loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)))),
  ),
);

/** Bad values go into all five packs, each by its own way in; the provisioned rules are evaluated as Grafana does, and a webhook receives what fires. */
describe('bad values of each pack', () => {
  const nowMs = Date.now();
  const yesterday = utcDay(nowMs - MS_PER_DAY);
  const rules = provisionedRules();
  const tags: TagValue[] = [];
  let sides: Awaited<ReturnType<typeof openOtherSides>>;
  let fixture: IngestorFixture;
  let jobs: Jobs;
  let pipelines: Pipelines;
  let forecaster: Forecaster;
  let webhook: AlertWebhook;
  let stores: QueryStores;

  beforeAll(async () => {
    const quiet = openExchange({ seed: 6, tradesADay: 400 });
    sides = await openOtherSides({
      tags,
      shop: greedyShop,
      // Yesterday the exchange closed after twenty trades, without a fault of the simulator in its files.
      exchange: { tradesOf: (day) => quiet.tradesOf(day).slice(0, day === yesterday ? 20 : undefined) },
      nowMs,
    });
    fixture = await openIngestorFixture({ packs, sources: sides.sources });
    const { pool } = fixture.database;
    stores = { telemetry: fixture.telemetry, pool, readOnlyPool: pool };
    jobs = await openJobs(fixture.database.url, log);
    forecaster = await startForecaster({ stores, jobs, log, clock: Date.now, workers: 1 });
    pipelines = await startPipelines({
      stores: { ...stores, archive: fixture.archive },
      workDir: path.join(fixture.dir, 'work-data'),
      jobs,
      packs,
      ingestUrl: fixture.ingestor.url,
      token: fixture.token,
      variables: { exchange: sides.exchangeUrl, demo_api: sides.shopUrl },
      log,
      clock: Date.now,
      firstPauseMs: 1,
    });
    webhook = await openAlertWebhook();
  });
  afterAll(async () => {
    await webhook?.close();
    await pipelines?.close();
    await jobs?.close();
    await forecaster?.close();
    await fixture?.close();
    await sides?.close();
  });

  /** One look of Grafana at a rule: what fires goes to the webhook. Answers what has come of one asset and signal. */
  async function told(uid: string, asset: string, signal: string): Promise<WebhookAlert | undefined> {
    await fixture.ingestor.drained();
    const rule = rules.get(uid);
    if (!rule) throw new Error(`there is no rule ${uid}`);
    const firing = await evaluateRule(rule, stores, { nowMs: Date.now(), externalUrl: EXTERNAL_URL });
    await notify(webhook.url, rule.notification_settings.receiver, firing);
    return webhook.alerts.findLast(
      ({ labels }) => labels['alertname'] === rule.title && labels['asset'] === asset && labels['signal'] === signal,
    );
  }

  const BREACHED = 'wellhead-breached-now';
  /** A message of a breached limit says all that somebody needs who has nothing but it. */
  async function expectBreach(
    asset: string,
    signal: string,
    said: { readonly value: string; readonly limit: string },
  ): Promise<void> {
    await expect.poll(() => told(BREACHED, asset, signal), LONG).toBeDefined();
    const { annotations, labels } = (await told(BREACHED, asset, signal)) as WebhookAlert;
    expect(labels).toMatchObject({ severity: 'critical', kind: 'breached' });
    for (const part of [
      `Asset: ${asset}. Signal: ${signal}.`,
      `Value: ${said.value}`,
      `Limit (${said.limit}.`,
      'Time to breach: none, it is there.',
    ])
      expect(annotations['description']).toContain(part);
    expect(annotations['link']).toBe(`${EXTERNAL_URL}d/wellhead-signal?var-asset=${asset}&var-signal=${signal}`);
  }

  it('of oil-wells come over MQTT: a motor that is too hot, and one that will be', async () => {
    const client = await connectAsync(sides.brokerUrl);
    // esp-302 warms up by 0.04 °C a step and will reach its limit of 125 °C in fifteen hours.
    const rows = Array.from({ length: 700 }, (_, back) => 699 - back).flatMap((back) => {
      const timestamp = new Date(nowMs - back * STEP_MS).toISOString();
      const noise = 0.4 * Math.sin(12.9898 * back * back);
      const ramp = 121.4 - 0.04 * back + noise;
      return [
        { timestamp, well_id: 'esp-301', sensor_type: 'motor_temperature', value: back === 0 ? 151.5 : 108 + noise },
        { timestamp, well_id: 'esp-302', sensor_type: 'motor_temperature', value: ramp },
      ];
    });
    await client.publishAsync('oil/tms', JSON.stringify(rows), { qos: 1 });
    await client.endAsync();
    await expectBreach('esp-301', 'tms.motor_temperature', { value: '151.50', limit: 'high-high): 140.00' });

    await forecaster.run({ reason: 'demand', pack: 'oil-wells' });
    const ahead = await told('wellhead-predicted-p50', 'esp-302', 'tms.motor_temperature');
    expect(ahead?.annotations['description']).toMatch(
      /Asset: esp-302\. Signal: tms\.motor_temperature\. Value: 12\d\.\d\d\. Predicted value: 12\d\.\d\d\. Limit \(high\): 125\.00\. Time to breach: \d+h .+ Model: \S+@\d+/,
    );
  });

  it('of fuel-quality come from the API of the company: a tank below its octane number', async () => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    for (let back = 30; back >= 0; back -= 1)
      tags.push({
        time: iso(nowMs - back * MS_PER_HOUR),
        tag: 'TK101.RON',
        value: back === 0 ? 93.4 : 95.6,
        changedMs: nowMs - back,
      });
    await expectBreach('tank-101', 'quality.octane_ron', { value: '93.40', limit: 'low): 95.00' });
  });

  it('of market-data come as the file of yesterday: an exchange that closed after a few trades', async () => {
    const run = await pipelines.runFlow('market-file', { fromDay: yesterday, toDay: yesterday, reason: 'test' });
    expect(run.error).toBeUndefined();
    await expectBreach('exchange', 'market.file_rows', { value: '20.00', limit: 'low): 80.00' });
  });

  it('of delivery come by polling the source database: express orders that took three hours', async () => {
    const source = new pg.Client({ connectionString: sides.ordersUrl });
    await source.connect();
    for (let id = 1; id <= 30; id += 1) {
      await source.query(
        `insert into orders (id, source_address_id, target_address_id, registered_at, order_type, price)
         values ($1, 1, 2, now() - interval '5 hours', 'express', 9)`,
        [id],
      );
      await source.query(
        `insert into deliveries (pipeline_id, cost, performer_id, estimated_at, assigned_at, released_at)
         values ($1, 6, 3, now() - interval '5 hours', now() - interval '290 minutes', now() - interval '2 hours')`,
        [id],
      );
    }
    await source.end();
    await expect
      .poll(
        async () =>
          (await fixture.database.pool.query('select from ods.deliveries where released_at is not null')).rowCount,
        LONG,
      )
      .toBe(30);
    const day = utcDay(nowMs);
    const run = await pipelines.runFlow('delivery-facts', { fromDay: day, toDay: day, reason: 'test' });
    expect(run.error).toBeUndefined();
    await expectBreach('delivery', 'delivery.share_in_time', { value: '0.00', limit: 'low): 0.85' });
    await expectBreach('delivery-express', 'delivery.duration', { value: '10800.00', limit: 'high): 3600.00' });
  });

  it('of retail-sales come from the daily API of the shop: a day that sold more than any', async () => {
    const run = await pipelines.runFlow('retail-daily', { fromDay: yesterday, toDay: yesterday, reason: 'test' });
    expect(run.error).toBeUndefined();
    await expectBreach('superstore', 'sales.amount', { value: '20000.00', limit: 'high): 9300.00' });
  });

  it('and a topic that lags behind, as an ingestor tells of it, are told', async () => {
    const line = (seconds: number): string =>
      `wellhead_source_stream_lag_seconds,source=topics,kind=kafka,stream=orders,partition=0 value=${seconds} ${Date.now()}`;
    for (const seconds of [20, 420]) {
      const answer = await fixture.post('/api/v2/write?precision=ms&bucket=wellhead', line(seconds));
      expect(answer.status).toBe(204);
      await fixture.ingestor.drained();
      const rule = rules.get('wellhead-source-lag');
      const firing = rule ? await evaluateRule(rule, stores, { nowMs: Date.now(), externalUrl: EXTERNAL_URL }) : [];
      expect(firing.map(({ annotations }) => annotations['summary'])).toEqual(
        seconds > 300 ? ['What waits in orders of topics is 7m 0s old'] : [],
      );
    }
  });
});

/** A shop that sold one very dear thing on whatever day is asked for. */
const greedyShop: Shop = {
  shiftWeeks: 0,
  firstDay: '2020-01-01',
  archiveTo: '2020-01-01',
  lastDay: '2100-01-01',
  newestDay: () => '2100-01-01',
  archive: () => [],
  ordersOf: (day) => ({
    kind: 'orders',
    rows: [
      {
        order_line_id: 1,
        order_id: 'US-1',
        order_date: day,
        original_order_date: day,
        ship_date: day,
        ship_mode: 'Same Day',
        customer_id: 'C-1',
        segment: 'Corporate',
        country: 'United States',
        state: 'Ohio',
        city: 'Columbus',
        region: 'East',
        product_id: 'P-1',
        category: 'Technology',
        sub_category: 'Copiers',
        product_name: 'Copier',
        sales: 20_000,
        quantity: 1,
        discount: 0,
        profit: 9_000,
      },
    ],
  }),
};
