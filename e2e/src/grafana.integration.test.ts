import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALERT_KINDS } from '@wellhead/provisioning';
import { findGrafana, startGrafana, type RunningGrafana } from '@wellhead/standalone/grafana';
import {
  freePort,
  startStandaloneProcess,
  type StandaloneProcess,
} from '../../standalone/testing/standalone-process.js';
import { startWellheadWithGrafana, until, type WellheadWithGrafana } from '../testing/wellhead-with-grafana.js';
import {
  answersSchema,
  dashboardSchema,
  foundSchema,
  grafanaApi,
  pluginsSchema,
  queriesOf,
  rulesSchema,
  type GrafanaApi,
} from './grafana-api.js';

/** Long enough for a first start and two evaluations of the rules, a minute apart; no assertion depends on it. */
const LONG_MS = 420_000;
const HOME = process.env['GRAFANA_HOME'];
const installed = await findGrafana(HOME, undefined);
if (installed === undefined)
  console.log('An installed Grafana is not tested: set GRAFANA_HOME to a folder that holds bin/grafana and public.');

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = '/api/datasources/uid/wellhead';
const RULES = '/api/prometheus/grafana/api/v1/rules';
const LIMIT = { asset: 'superstore', measurement: 'sales', field: 'amount', kind: 'high', source: 'test' };
const healthSchema = z.object({ status: z.string(), message: z.string() });
const limitsSchema = z.array(z.object({ kind: z.string(), value: z.number() }));
const notificationsSchema = z.array(z.object({ status: z.string(), title: z.string(), message: z.string() }));

describe.skipIf(installed === undefined)('an installed Grafana with Wellhead', { timeout: LONG_MS }, () => {
  let site: WellheadWithGrafana;
  let running: StandaloneProcess;
  let grafana: GrafanaApi;
  let grafanaUrl: string;

  beforeAll(async () => {
    site = await startWellheadWithGrafana(HOME ?? '', LONG_MS);
    ({ wellhead: running, grafana, grafanaUrl } = site);
  }, LONG_MS);
  afterAll(async () => {
    expect(await running.stop('SIGTERM')).toBe(0);
    await expect(fetch(`${grafanaUrl}/api/health`)).rejects.toThrow();
    await site.removeFolder();
  }, LONG_MS);

  const rules = async () => (await grafana.get(RULES, rulesSchema)).data.groups.flatMap((group) => group.rules);
  const resource = (name: string, at = grafana): Promise<object[]> =>
    at.get(`${SOURCE}/resources/${name}`, z.array(z.looseObject({})));
  const stateOf = async (asset: string): Promise<string | undefined> =>
    (await rules())
      .find(({ name }) => name === 'Limit breached now')
      ?.alerts?.find(({ labels }) => labels['asset'] === asset)?.state;

  it('loads the app, the data source and the panel', async () => {
    const ours = (await grafana.get('/api/plugins', pluginsSchema)).filter(({ id }) => id.startsWith('wellhead'));
    expect(ours.map(({ id, type }) => `${id}: ${type}`).sort()).toEqual([
      'wellhead-app: app',
      'wellhead-assetboard-panel: panel',
      'wellhead-controlchart-panel: panel',
      'wellhead-datasource: datasource',
      'wellhead-dynacard-panel: panel',
      'wellhead-fanchart-panel: panel',
    ]);
    // Grafana answers before it has provisioned everything.
    await until(
      () => grafana.get('/api/plugins/wellhead-app/settings', z.object({ enabled: z.boolean() })),
      ({ enabled }) => enabled,
    );
  });

  it('finds the data sources healthy', async () => {
    const health = await grafana.get(`${SOURCE}/health`, healthSchema);
    expect(health).toMatchObject({
      status: 'OK',
      message: expect.stringContaining('forecasts of retail-sales are fresh'),
    });
    expect(await grafana.get('/api/datasources/uid/wellhead-postgres/health', healthSchema)).toMatchObject({
      status: 'OK',
    });
  });

  it('draws every panel of every dashboard from data', async () => {
    const found = await until(
      () => grafana.get('/api/search?type=dash-db&tag=wellhead', foundSchema),
      ({ length }) => length >= 3,
    );
    for (const { uid } of found) {
      const { dashboard } = await grafana.get(`/api/dashboards/uid/${uid}`, dashboardSchema);
      const queries = queriesOf(dashboard);
      expect(queries.length).toBeGreaterThan(0);
      for (const { what, mayBeEmpty, body } of queries) {
        const { results } = await grafana.send('POST', '/api/ds/query', body, answersSchema);
        for (const [refId, { error, frames }] of Object.entries(results)) {
          expect(error, what).toBeUndefined();
          const rows = frames.reduce((sum, { data }) => sum + (data.values[0]?.length ?? 0), 0);
          // The first minutes of a start have no latencies, no lag and no scored forecasts: those of ours may be empty, but never a failure.
          if (!mayBeEmpty(refId) && dashboard.tags.includes('retail-sales')) expect(rows, what).toBeGreaterThan(0);
        }
      }
    }
  });

  it('gives variables and pickers the catalogue', async () => {
    for (const name of ['assets', 'signals', 'limits', 'marts', 'record-types'])
      expect((await resource(name)).length, name).toBeGreaterThan(0);
  });

  it('evaluates every rule without a fault, and nothing fires on the demo as it is', async () => {
    const evaluated = await until(
      rules,
      (all) => all.length === ALERT_KINDS.length && all.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > 0),
    );
    for (const { name, health, lastError, state } of evaluated) {
      expect(`${name}: ${health} ${lastError ?? ''}`.trim()).toBe(`${name}: ok`);
      // Real sales may well be unusual, and a model may lean: that is what these two are for.
      if (name !== 'Anomaly' && name !== 'Model drift') expect(`${name}: ${state}`).toBe(`${name}: inactive`);
    }
  });

  it('fires when an editor sets a limit below the newest value, tells our log all about it, and recovers', async () => {
    const person = { name: 'Ed', login: 'ed', password: 'not-a-secret-1', email: 'ed@example.org' };
    const { id } = await grafana.send('POST', '/api/admin/users', person, z.object({ id: z.number() }));
    const editor = grafanaApi(grafanaUrl, person.login, person.password);
    const setLimit = (value: number) => editor.call('PUT', `${SOURCE}/resources/limits`, { ...LIMIT, value });
    expect((await setLimit(-1)).status).toBe(403);
    await grafana.send('PATCH', `/api/org/users/${id}`, { role: 'Editor' }, z.looseObject({}));
    const before = await grafana.get(`${SOURCE}/resources/limits?assets=superstore`, limitsSchema);
    const usual = before.find(({ kind }) => kind === 'high')?.value ?? Number.NaN;

    // A day sells 0 or more, so it is beyond −1 whatever was sold.
    const lowered = await setLimit(-1);
    expect(lowered.status, lowered.text).toBe(200);
    expect(JSON.parse(lowered.text)).toMatchObject({ changedBy: 'ed' });
    const titles = ['Limit breached now', 'Limit predicted to be breached (P50)', 'Limit may be breached (P90)'];
    const told = await until(
      async () => {
        const authorization = `Bearer ${running.token()}`;
        const answer = await fetch(`${running.httpUrl}/api/v1/notifications`, { headers: { authorization } });
        return notificationsSchema.parse(await answer.json());
      },
      (all) => titles.every((title) => all.some((each) => each.title === `1 firing: ${title}`)),
    );
    const messageOf = (title: string): string => told.find((each) => each.title.endsWith(title))?.message ?? '';
    for (const title of titles) {
      const message = messageOf(title);
      for (const part of ['Asset: superstore.', 'Signal: sales.amount.', 'Limit (high): -1.00.', `${grafanaUrl}/d/`])
        expect(message, title).toContain(part);
      expect(message, title).toMatch(title === 'Limit breached now' ? / Value: \d/ : / Predicted value: \d/);
    }
    expect(messageOf('(P50)')).toMatch(/Model: \S+@\d+\. Forecast issued: .+ ago\./);

    // Settings has the last word: a rule that is off falls silent, and speaks again when it is on.
    const switchOff = (uids: readonly string[]) =>
      editor.call('PUT', `${SOURCE}/resources/settings/alert-rules`, { value: { off: uids } });
    expect((await switchOff(['wellhead-breached-now'])).status).toBe(200);
    await until(
      () => stateOf('superstore'),
      (state) => state !== 'Alerting',
    );
    expect((await switchOff([])).status).toBe(200);
    await until(
      () => stateOf('superstore'),
      (state) => state === 'Alerting',
    );

    expect((await setLimit(usual)).status).toBe(200);
    await until(
      () => stateOf('superstore'),
      (state) => state === 'Normal',
    );
  });

  it('works again in a Grafana that kept running while Wellhead was away', async () => {
    const port = await freePort();
    let lasting: RunningGrafana | undefined;
    try {
      lasting = await startGrafana({
        home: HOME,
        searchPath: process.env['PATH'],
        dataDir: path.join(site.folder, 'lasting'),
        provisioningDir: path.join(root, 'provisioning'),
        dashboardFolders: ['operations', 'retail-sales'],
        pluginDist: path.join(root, 'grafana-plugins/wellhead-app/dist'),
        port,
        adminPassword: 'not-a-secret-2',
        pluginAddress: running.pluginAddress,
        // Where alerts are sent does not matter here, but an address has to be one.
        variables: { WELLHEAD_NOTIFY_URL: 'http://127.0.0.1:1', WELLHEAD_TOKEN: 'none' },
        log: pino({ level: 'silent' }),
      });
      const other = grafanaApi(`http://127.0.0.1:${port}`, 'admin', 'not-a-secret-2');
      // Grafana answers before it has provisioned everything.
      await until(
        () => other.call('GET', `${SOURCE}/health`),
        ({ status }) => status === 200,
      );
      expect((await resource('assets', other)).length).toBeGreaterThan(0);

      expect(await running.stop('SIGTERM')).toBe(0);
      expect((await other.call('GET', `${SOURCE}/health`)).status).not.toBe(200);
      running = await startStandaloneProcess(site.settings, LONG_MS);
      const back = await until(
        () => other.call('GET', `${SOURCE}/health`),
        ({ status }) => status === 200,
      );
      expect(back.text).toContain('Wellhead answers');
      expect((await resource('assets', other)).length).toBeGreaterThan(0);
    } finally {
      await lasting?.close();
    }
  });
});
