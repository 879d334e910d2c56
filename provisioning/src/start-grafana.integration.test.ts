import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { provisioningDir } from './paths.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wellhead-start-grafana-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the script gives to Grafana: folders of dashboards, their providers, and whether the rest is there. */
function given(packs: string | undefined) {
  const environment = { PATH: process.env['PATH'], TMPDIR: folder, GF_PATHS_PROVISIONING: provisioningDir };
  const to = execFileSync(
    path.join(provisioningDir, 'start-grafana.sh'),
    ['sh', '-c', 'printf %s "$GF_PATHS_PROVISIONING"'],
    {
      env: { ...environment, ...(packs === undefined ? {} : { WELLHEAD_PACKS: packs }) },
      encoding: 'utf8',
    },
  );
  const { providers } = z
    .object({ apiVersion: z.literal(1), providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
    .parse(parse(readFileSync(path.join(to, 'dashboards/wellhead.yaml'), 'utf8')));
  return {
    folders: readdirSync(path.join(to, 'dashboards'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
    providers: providers.map(({ options }) => path.basename(options.path)).sort(),
    rules: readdirSync(path.join(to, 'alerting')).includes('wellhead-rules.yaml'),
  };
}

it('adds to the contact point what is set in the environment of Grafana, and no other channel', () => {
  const to = execFileSync(
    path.join(provisioningDir, 'start-grafana.sh'),
    ['sh', '-c', 'printf %s "$GF_PATHS_PROVISIONING"'],
    {
      env: {
        PATH: process.env['PATH'],
        TMPDIR: folder,
        GF_PATHS_PROVISIONING: provisioningDir,
        GRAFANA_ALERT_EMAIL: 'shift@example.org',
        GRAFANA_ALERT_TELEGRAM_TOKEN: 'a token without a chat',
        GRAFANA_ALERT_WEBHOOK_URL: '',
      },
      encoding: 'utf8',
    },
  );
  const { contactPoints } = z
    .object({ contactPoints: z.array(z.object({ receivers: z.array(z.object({ type: z.string() })) })) })
    .parse(parse(readFileSync(path.join(to, 'alerting/wellhead-contact-points.yaml'), 'utf8')));
  expect(contactPoints.map(({ receivers }) => receivers.map(({ type }) => type))).toEqual([['webhook', 'email']]);
});

it.each([
  [undefined, ['operations', 'retail-sales']],
  ['oil-wells, market-data', ['market-data', 'oil-wells', 'operations']],
  ['', ['operations', 'retail-sales']],
])('Grafana of compose with the packs %j gets the dashboards of %j alone', (packs, folders) => {
  expect(given(packs)).toEqual({ folders, providers: folders, rules: true });
});
