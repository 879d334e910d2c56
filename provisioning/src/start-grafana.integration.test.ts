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

it.each([
  [undefined, ['operations', 'retail-sales']],
  ['oil-wells, market-data', ['market-data', 'oil-wells', 'operations']],
  ['', ['operations', 'retail-sales']],
])('Grafana of compose with the packs %j gets the dashboards of %j alone', (packs, folders) => {
  expect(given(packs)).toEqual({ folders, providers: folders, rules: true });
});
