import { InfluxDB, Point } from '@influxdata/influxdb-client';
import { connectPlugin } from '@wellhead/backend-sdk/testing/plugin-client';
import type { ForecastFrameMeta, Frame } from '@wellhead/contracts';
import pg from 'pg';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../cli/testing/listen.js';
import { browserMissing, openChromium } from '../../grafana-plugins/preview/testing/chromium.js';
import {
  freePort,
  isRunning,
  processTree,
  spawnStandalone,
  startStandaloneProcess,
  type StandaloneProcess,
  type StandaloneSettings,
} from '../../standalone/testing/standalone-process.js';
import { analystUrl, rawReadings, writeLines } from '../testing/ask-standalone.js';

/** Long enough for a first start on a slow, shared machine; no assertion depends on it. */
const START_MS = 300_000;
const DAY_MS = 86_400_000;

describe('npm start on a new folder', { timeout: START_MS }, () => {
  let parent: string;
  let settings: StandaloneSettings;
  let running: StandaloneProcess;

  beforeAll(async () => {
    // 0700, as mktemp -d makes it: as root Postgres must still work below it.
    parent = await mkdtemp(path.join(tmpdir(), 'wellhead-e2e-'));
    settings = { dataDir: path.join(parent, 'data'), httpPort: await freePort(), pluginPort: await freePort() };
    running = await startStandaloneProcess(settings, START_MS);
  }, START_MS);
  afterAll(async () => {
    const ended = await running.stop('SIGTERM').catch(() => null);
    expect([0, null]).toContain(ended);
    await rm(parent, { recursive: true, force: true });
  });

  it('is found well by wellhead doctor, which lets a hello flow run', async () => {
    const { exitCode, said } = await listen(
      { WELLHEAD_DATA_DIR: settings.dataDir, WELLHEAD_HTTP_PORT: String(settings.httpPort) },
      'doctor',
    );
    expect(said).toContain('pipelines said hello');
    expect(said).toContain('All is well.');
    expect(exitCode).toBe(0);
  });

  it('prints every door, and no secret', () => {
    const text = running.printed();
    for (const door of ['Preview', 'API', 'Writes', 'Postgres', 'gRPC', 'analyst', 'curl -i', 'GRAFANA_HOME'])
      expect(text).toContain(door);
    for (const name of ['token', 'analystPassword', 'postgresPassword'])
      expect(text).not.toContain(running.secret(name));
  });

  it('shows forecasts of the past 90 days beside what came', async () => {
    const analyst = new pg.Client({ connectionString: analystUrl(running) });
    await analyst.connect();
    try {
      const { rows } = await analyst.query<{ vintages: string; scored: string }>(
        `select count(distinct issued_at) as vintages, count(actual) as scored from mart.sales_forecast where scope = 'total'`,
      );
      expect(Number(rows[0]?.vintages)).toBeGreaterThanOrEqual(85);
      expect(Number(rows[0]?.scored)).toBeGreaterThanOrEqual(85);
      await expect(analyst.query('delete from ods.order_lines')).rejects.toThrow(/permission denied|read-only/);
      await expect(analyst.query('select * from ops.tokens')).rejects.toThrow(/permission denied/);
    } finally {
      await analyst.end();
    }
  });

  it('stores what the official client and a plain request write, and answers it back', async () => {
    const timeMs = Date.UTC(2026, 0, 15, 12);
    const api = new InfluxDB({ url: running.httpUrl, token: running.token() }).getWriteApi('any', 'wellhead', 'ns');
    api.writePoint(new Point('esp').tag('asset', 'well-e2e').intField('starts', 7).timestamp(`${timeMs}000001`));
    await api.close();
    expect((await writeLines(running, `esp,asset=well-e2e motor_temperature=71.5 ${timeMs}`)).status).toBe(204);
    const around = { assets: ['well-e2e'], fromMs: timeMs - 1_000, toMs: timeMs + 1_000 };
    expect(await rawReadings(running, around, 2)).toEqual([7, 71.5]);
  });

  it('refuses what is wrong with the place and the reason, and no token without a hint', async () => {
    const bad = await writeLines(
      running,
      'esp,asset=well-e2e motor_temperature=72\nesp,asset=well-e2e motor_temperature=hot',
    );
    expect(bad.status).toBe(400);
    const problem = (await bad.json()) as { places: { line: number; reason: string }[] };
    expect(problem.places).toEqual([expect.objectContaining({ line: 2 })]);
    const none = await fetch(`${running.httpUrl}/api/v2/write?bucket=wellhead`, { method: 'POST', body: 'm v=1' });
    expect(none.status).toBe(401);
  });

  it('forecasts on demand, and answers Grafana over gRPC with the new vintage', async () => {
    const askedAtMs = Date.now();
    const run = await fetch(`${running.httpUrl}/api/v1/forecasts/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${running.token()}` },
      body: '{}',
    });
    expect(run.status, await run.clone().text()).toBe(202);
    const backend = connectPlugin(running.pluginAddress);
    try {
      const ask = async (): Promise<readonly Frame[]> => {
        const answers = await backend.query({
          queries: [
            {
              refId: 'A',
              maxDataPoints: 1_000,
              intervalMS: 60_000,
              timeRange: { fromEpochMS: askedAtMs, toEpochMS: askedAtMs + 8 * DAY_MS },
              json: Buffer.from(
                JSON.stringify({ queryType: 'forecast', assets: ['superstore'], signals: ['sales.amount'] }),
              ),
            },
          ],
        });
        expect(answers['A']?.error).toBe('');
        return answers['A']?.frames ?? [];
      };
      let frames = await ask();
      const issuedAtMs = (): number =>
        (frames[0]?.meta?.custom?.['forecast'] as ForecastFrameMeta | undefined)?.issuedAtMs ?? 0;
      while (issuedAtMs() < askedAtMs) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        frames = await ask();
      }
      expect(frames.map(({ fields }) => fields[1]?.labels?.['quantile'])).toEqual([
        'p2.5',
        'p10',
        'p25',
        'p50',
        'p75',
        'p90',
        'p97.5',
      ]);
      expect((await backend.checkHealth()).status).toBe('OK');
    } finally {
      backend.close();
    }
  });

  it('draws the forecast with its bands in Chromium', async (test) => {
    if (browserMissing !== undefined) {
      console.log(browserMissing);
      return test.skip();
    }
    const browser = await openChromium({ width: 1366, height: 768 });
    try {
      const page = await browser.context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(`${running.httpUrl}/#/d/wellhead-retail-forecast`);
      await page.waitForSelector('[data-testid="fan-median"][d^="M"]', { timeout: 60_000 });
      for (const part of ['fan-history', 'fan-band-0.5', 'fan-band-0.8', 'fan-band-0.95', 'fan-now', 'fan-limit-high'])
        expect(await page.locator(`[data-testid="${part}"]`).count(), part).toBeGreaterThan(0);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('describes every route at /openapi.json', async () => {
    const answer = await fetch(`${running.httpUrl}/openapi.json`);
    const { openapi, paths } = (await answer.json()) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toBe('3.1.0');
    for (const route of [
      '/api/v2/write',
      '/api/v1/records/{type}',
      '/api/v1/query',
      '/api/v1/limits',
      '/api/v1/forecasts/run',
    ])
      expect(Object.keys(paths)).toContain(route);
  });

  it('says in one sentence that the folder is in use, and that a port is busy', async () => {
    const second = spawnStandalone({ ...settings, httpPort: await freePort(), pluginPort: await freePort() });
    expect(await once(second.child, 'exit')).toEqual([1, null]);
    expect(second.printed()).toMatch(/data folder .* is in use by process \d+/);
    expect(second.printed()).not.toMatch(/\n\s+at /);
    const third = spawnStandalone({ ...settings, dataDir: path.join(parent, 'other') });
    expect(await once(third.child, 'exit')).toEqual([1, null]);
    expect(third.printed()).toContain(`Port ${settings.httpPort} is busy: set WELLHEAD_HTTP_PORT`);
  });

  it('leaves no process behind and goes on with the same data after a stop and after kill -9', async () => {
    const timeMs = Date.UTC(2026, 0, 16, 12);
    const pids = processTree(running.pid);
    expect(pids.length).toBeGreaterThan(1);
    expect(await running.stop('SIGINT')).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    running = await startStandaloneProcess(settings, START_MS);
    expect((await writeLines(running, `esp,asset=well-crash motor_temperature=80.25 ${timeMs}`)).status).toBe(204);
    expect(await running.stop('SIGKILL')).toBeNull();
    running = await startStandaloneProcess(settings, START_MS);
    const written = { assets: ['well-crash', 'well-e2e'], fromMs: timeMs - 2 * DAY_MS, toMs: timeMs + 1_000 };
    expect(await rawReadings(running, written, 3)).toEqual([7, 71.5, 80.25]);
  });
});
