import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { onnxFile } from '../../../forecaster/src/brought/testing/onnx-files.js';
import { expect, test } from './faults.js';
import { keepPicture } from './grafana-of-run.js';

/** What is entered and started on the pages, by hand, through Grafana's proxies and roles, in a Wellhead with all its services. */

test.beforeEach(() => {
  test.skip(
    process.env['WELLHEAD_RESTART_URL'] === undefined,
    'only a Wellhead that was started for this run is written to: set GRAFANA_HOME',
  );
});

const unique = randomUUID().slice(0, 8);

/** The file that a click saves. */
async function saved(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFile(await download.path());
}

test('takes in a file, and gives back the row that it refused', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/upload' });
  const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const csv = `Time,Well,Pressure\n${at(3)},esp-301,41.5\n${at(2)},esp-301,high\n`;
  const name = `pressures-${unique}.csv`;
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'New mapping' }).click();
  await page.getByRole('combobox', { name: 'Pressure', exact: true }).fill('tms.intake_pressure');
  await page.getByRole('option', { name: 'tms.intake_pressure' }).first().click();
  await page.getByRole('button', { name: 'Save mapping and try it' }).click();
  await expect(page.getByText('Of the first 2 rows 1 would be accepted, 0 marked, 1 refused.')).toBeVisible();
  await page.getByRole('button', { name: 'Take in' }).click();
  await expect(page.getByText('done: 1 rows stored, 1 refused').first()).toBeVisible();
  await page.getByRole('button', { name: `Refused rows of ${name}` }).click();
  await keepPicture(page, info, 'form-upload');
  const bad = await saved(page, () => page.getByRole('button', { name: 'Download bad rows' }).click());
  expect(bad.toString('utf8')).toMatch(/esp-301,high,/);
});

test('makes a report, which is downloaded as a PDF', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/reports' });
  await page.getByRole('button', { name: 'Make retail-week' }).click();
  await expect(page.getByText('retail-week is being made')).toBeVisible();
  const row = page.getByRole('row', { name: /^Sales of the week, .*demand/ }).first();
  await expect(row).toBeVisible();
  await keepPicture(page, info, 'form-report');
  const pdf = await saved(page, () => row.getByRole('button', { name: /^Download .*\.pdf$/ }).click());
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
});

test('brings an ONNX file, which the forecaster inspects and registers', async ({ gotoAppPage, page }, info) => {
  const name = `sum-${unique}`;
  const input = (field: string) => ({ asset: 'esp-301', measurement: 'tms', field, low: 0, high: 400 });
  const manifest = {
    kind: 'soft-sensor',
    name,
    describes: 'sum of two pressures, for a test',
    input: 'x',
    output: 'y',
    intervalMs: 60_000,
    inputs: [input('intake_pressure'), input('discharge_pressure')],
    result: { asset: 'esp-301', measurement: 'soft', field: `sum_${unique}`, title: 'Sum of pressures' },
  };
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/models' });
  await page.getByRole('button', { name: 'Bring a model' }).click();
  const form = page.getByRole('form', { name: 'Bring a model' });
  const file = { name: 'sum.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(onnxFile()) };
  await form.locator('input[type=file]').setInputFiles(file);
  await form.getByRole('textbox', { name: 'Manifest' }).fill(JSON.stringify(manifest));
  await form.getByRole('button', { name: 'Bring it' }).click();
  await expect(form.getByText('sum.onnx is registered as a candidate')).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(`^${name}@1.*candidate`) })).toBeVisible();
  await keepPicture(page, info, 'form-model');
});

test('forecasts now and tells how far it has come', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/settings' });
  await page.getByRole('button', { name: 'Forecast now' }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  await keepPicture(page, info, 'form-forecast-now');
  await expect(page.getByText('All signals with a horizon are forecast anew')).toBeVisible({ timeout: 170_000 });
});

test('runs a flow again for days of the past', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/pipelines' });
  await page.getByRole('button', { name: 'Back-fill delivery-rebuild' }).click();
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('First day of delivery-rebuild').fill(day);
  await page.getByLabel('Last day, in').fill(day);
  await page.getByRole('button', { name: 'Back-fill these days' }).click();
  await expect(page.getByText('delivery-rebuild was started')).toBeVisible();
  const runs = page.getByRole('region', { name: 'Runs' }).last();
  await expect(runs.getByRole('row', { name: /delivery-rebuild.*succeeded/ }).first()).toBeVisible();
  await keepPicture(page, info, 'form-back-fill');
});

test('makes a token, shows it once and revokes it', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/tokens' });
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(`till ${unique}`);
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByTestId('wellhead-token')).toHaveText(/^wh_/);
  await keepPicture(page, info, 'form-token');
  await page.reload();
  const row = page.getByRole('row', { name: new RegExp(`till ${unique}`) });
  await row.getByRole('button', { name: `Revoke till ${unique}` }).click();
  await row.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText(`till ${unique} is revoked`)).toBeVisible();
});

test('says who is told of alerts', async ({ gotoAppPage, page }, info) => {
  await gotoAppPage({ pluginId: 'wellhead-app', path: '/settings' });
  const form = page.getByRole('form', { name: 'Recipients of alerts' });
  await form.getByRole('textbox', { name: 'E-mail' }).fill('ann@example.org');
  await form.getByRole('button', { name: 'Save recipients' }).click();
  await expect(page.getByText('From now on alerts are told to ann@example.org')).toBeVisible();
  await keepPicture(page, info, 'form-recipients');
  await page.reload();
  await expect(form.getByRole('textbox', { name: 'E-mail' })).toHaveValue('ann@example.org');
});
