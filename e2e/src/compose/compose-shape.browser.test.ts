import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InfluxDB, Point } from '@influxdata/influxdb-client';
import { jsonFrame } from '@wellhead/api';
import { readArrowFrame } from '@wellhead/backend-sdk';
import type { WireQueryDataResponse } from '@wellhead/backend-sdk/protocol/messages';
import { services as wireServices } from '@wellhead/backend-sdk/protocol/services';
import { buildGoPluginHost, runGoPluginHost, type GoPluginHost } from '@wellhead/backend-sdk/testing/go-plugin-host';
import { connectPlugin } from '@wellhead/backend-sdk/testing/plugin-client';
import type { Frame, QueryInput } from '@wellhead/contracts';
import { createPreviewRouter } from '@wellhead/preview';
import { openPool, startEmbeddedPostgres, type EmbeddedPostgres } from '@wellhead/stores';
import express from 'express';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleServices } from '../../../scripts/bundle.mjs';
import { openChromium } from '../../../grafana-plugins/preview/testing/chromium.js';
import { startTestInflux, type TestInflux } from '../../../stores/testing/influx.js';
import { composeText, readCompose } from './compose-file.js';
import { runCompose, type ComposeRun } from './run-compose.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const WHOLE_MS = 600_000;
const SECRETS = {
  WELLHEAD_TOKEN: 'write-token',
  POSTGRES_PASSWORD: 'pw-postgres',
  INFLUX_PASSWORD: 'pw-influx',
  GRAFANA_PASSWORD: 'pw-grafana',
  ANALYST_PASSWORD: 'pw-analyst',
};

const influx = await startTestInflux();
if ('missing' in influx && process.env.CI !== 'true')
  console.log(`skipped: the shape of compose needs InfluxDB; ${influx.missing}`);

describe.skipIf('missing' in influx && process.env.CI !== 'true')(
  'the services of docker-compose.yml',
  { timeout: WHOLE_MS },
  () => {
    let dir: string;
    let postgres: EmbeddedPostgres;
    let pool: pg.Pool;
    let run: ComposeRun;
    const engine = influx as TestInflux;

    beforeAll(async () => {
      if ('missing' in influx) throw new Error(influx.missing);
      dir = await mkdtemp(path.join(tmpdir(), 'wellhead-compose-'));
      await chmod(dir, 0o755);
      await bundleServices(path.join(dir, 'app'));
      postgres = await startEmbeddedPostgres({
        dataDir: path.join(dir, 'postgres'),
        password: SECRETS.POSTGRES_PASSWORD,
        log: pino({ level: 'silent' }),
      });
      pool = openPool(postgres.url);
      const file = readCompose(composeText(), {
        ...SECRETS,
        INFLUX_TOKEN: engine.token,
        INFLUX_ORG: engine.org,
        INFLUX_BUCKET: engine.bucket,
        WELLHEAD_PACKS: 'retail-sales,fuel-quality',
      });
      run = await runCompose(file, {
        bundleDir: path.join(dir, 'app'),
        dataDir: path.join(dir, 'volumes'),
        outside: { 'postgres:5432': `127.0.0.1:${postgres.port}`, 'influxdb:8086': new URL(engine.url).host },
      });
    }, WHOLE_MS);
    afterAll(async () => {
      await run?.close();
      await pool?.end();
      await postgres?.close();
      if (!('missing' in influx)) await influx.close();
      await rm(dir, { recursive: true, force: true });
    }, WHOLE_MS);

    const backendAddress = (): string => `127.0.0.1:${run.services.get('backend')?.ports.get(8091)}`;
    const ingestUrl = (): string => `http://127.0.0.1:${run.services.get('ingestor')?.ports.get(8090)}`;

    it('store what the official client writes in InfluxDB', async () => {
      const api = new InfluxDB({ url: ingestUrl(), token: SECRETS.WELLHEAD_TOKEN }).getWriteApi(
        'any',
        engine.bucket,
        'ns',
      );
      api.writePoint(
        new Point('esp')
          .tag('asset', 'well-compose')
          .floatField('motor_temperature', 71.5)
          .timestamp('1768478400000000001'),
      );
      await api.close();
      await until(async () => {
        const answer = await fetch(
          `${engine.engineUrl}/query?db=${engine.bucket}&q=${encodeURIComponent(`select motor_temperature from esp where asset='well-compose'`)}`,
        );
        const { results } = (await answer.json()) as { results: { series?: { values: unknown[][] }[] }[] };
        return results[0]?.series?.[0]?.values[0]?.[1] === 71.5;
      });
    });

    it('feed the demo shop, forecast it and keep every vintage', async () => {
      await until(async () => {
        const { rows } = await pool.query<{ vintages: string }>(
          `select count(distinct issued_at) as vintages from ops.forecasts where asset = 'superstore' and champion`,
        );
        return Number(rows[0]?.vintages) >= 85;
      });
      const { rows } = await pool.query<{ state: string }>(`select state from ops.runs where state = 'failed'`);
      expect(rows).toEqual([]);
    });

    it('play the other side of every pack that is named, and take from it', async () => {
      await until(async () => {
        const answer = await fetch(
          `${engine.engineUrl}/query?db=${engine.bucket}&q=${encodeURIComponent(`select count(octane_ron) from quality where asset='tank-101'`)}`,
        );
        const { results } = (await answer.json()) as { results: { series?: { values: unknown[][] }[] }[] };
        return Number(results[0]?.series?.[0]?.values[0]?.[1]) > 400;
      });
      await until(async () => {
        const { rows } = await pool.query<{ n: string }>('select count(*) as n from ods.laboratory_results');
        return Number(rows[0]?.n) > 100;
      });
    });

    it('answer Grafana through the locator, under the real go-plugin, and go on after the backend was restarted', async () => {
      const built = await buildGoPluginHost();
      if ('missing' in built) {
        console.log(`skipped: the real go-plugin host cannot be built: ${built.missing}`);
        return;
      }
      const locator = path.join(dir, 'gpx_wellhead_linux_amd64');
      await copyFile(path.join(root, 'grafana-plugins/wellhead-app/src/datasource/backend/locator.sh'), locator);
      await chmod(locator, 0o755);
      const env = {
        grafana_plugin_type: 'datasource',
        GF_PLUGIN_ADDRESS: backendAddress(),
        GF_PLUGIN_LOOK_EVERY_SECONDS: '0.2',
      };
      const host = runGoPluginHost(built.binary);
      try {
        await host.start(locator, env);
        await host.ping();
        expect((await forecastOverWire(host)).length).toBeGreaterThanOrEqual(7);
        await host.kill();
        await run.services.get('backend')?.stop('SIGTERM');
        await run.restart('backend');
        await host.start(locator, env);
        expect((await forecastOverWire(host)).length).toBeGreaterThanOrEqual(7);
        await host.kill();
      } finally {
        await host.close();
        await built.remove();
      }
    });

    it('show the forecast as a fan chart in Chromium, drawn from the frames of the gRPC backend', async () => {
      const page = await serveOverWire(backendAddress());
      const browser = await openChromium({ width: 1366, height: 768 });
      try {
        const view = await browser.context.newPage();
        await view.goto(`http://127.0.0.1:${page.port}/#/d/wellhead-retail-forecast`);
        await view.waitForSelector('[data-testid="fan-median"][d^="M"]', { timeout: 60_000 });
        for (const level of ['0.5', '0.8', '0.95'])
          expect(await view.locator(`[data-testid="fan-band-${level}"]`).count(), level).toBeGreaterThan(0);
        expect(await view.locator('[data-testid="fan-history"]').getAttribute('d')).toMatch(/^M/);
      } finally {
        await browser.close();
        page.server.close();
        page.server.closeAllConnections();
      }
    });
  },
);

const DAY_MS = 86_400_000;
const query: QueryInput = { queryType: 'forecast', assets: ['superstore'], signals: ['sales.amount'] };

const wireQuery = (refId: string, each: object, fromMs: number, toMs: number) => ({
  refId,
  maxDataPoints: 1_000,
  intervalMS: 60_000,
  timeRange: { fromEpochMS: fromMs, toEpochMS: toMs },
  json: Buffer.from(JSON.stringify({ refId, ...each })),
  queryType: '',
});

async function forecastOverWire(host: GoPluginHost): Promise<readonly Frame[]> {
  const now = Date.now();
  const { reply } = await host.invoke<WireQueryDataResponse>(wireServices.data.QueryData, {
    pluginContext: { orgId: 1, pluginId: 'wellhead-datasource' },
    headers: {},
    queries: [wireQuery('A', query, now - 30 * DAY_MS, now + 8 * DAY_MS)],
  });
  const answer = reply.responses['A'];
  expect(answer?.error ?? '').toBe('');
  return (answer?.frames ?? []).map((bytes) => readArrowFrame(bytes));
}

/** The preview page whose queries go over gRPC, as Grafana's would. */
async function serveOverWire(address: string): Promise<{ server: Server; port: number }> {
  const plugin = connectPlugin(address);
  const app = express();
  app.post('/api/v1/query', express.json({ limit: '1mb' }), async (request, response) => {
    const asked = request.body as { queries: ({ refId: string } & object)[]; from: number; to: number };
    const answers = await plugin.query({
      queries: asked.queries.map((each) => wireQuery(each.refId, each, asked.from, asked.to)),
    });
    const results = Object.entries(answers).map(([refId, { frames, error }]) => [
      refId,
      { frames: frames.map((frame) => jsonFrame(frame)), ...(error === '' ? {} : { error }) },
    ]);
    response.json({ results: Object.fromEntries(results) });
  });
  app.get('/api/v1/{*path}', async (request, response) => {
    const { status, body } = await plugin.callResource({
      method: 'GET',
      url: request.originalUrl.replace('/api/v1/', ''),
    });
    response.status(status).type('json').send(body);
  });
  app.use(
    createPreviewRouter({
      dashboardsDir: path.join(root, 'provisioning/dashboards'),
      pluginsDistDir: path.join(root, 'grafana-plugins/wellhead-app/dist'),
      previewDistDir: path.join(root, 'grafana-plugins/preview/dist'),
      appTitle: 'Wellhead',
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.once('close', () => plugin.close());
  return { server, port: (server.address() as AddressInfo).port };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 250));
}
