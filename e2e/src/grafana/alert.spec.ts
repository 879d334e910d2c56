import { z } from 'zod';
import { openAlertWebhook } from '../../testing/alert-webhook.js';
import { expect, test } from './faults.js';
import { adminApi, keepPicture, SOURCE } from './grafana-of-run.js';
import { copyRule } from './rule-copy.js';
import { findRising } from './rising-signal.js';

const RULE = 'wellhead-predicted-p50';

test('tells a webhook of a limit that is predicted to be breached, and of its end', async ({ page }, info) => {
  test.setTimeout(600_000);
  const grafana = adminApi();
  const webhook = await openAlertWebhook();
  const rising = await findRising(grafana);
  test.skip(rising === undefined, 'no signal with a high limit is forecast to rise above its newest reading');
  if (rising === undefined) return;
  const { asset, signal, usual, between } = rising;
  const [measurement = '', field = ''] = signal.split('.');
  const setLimit = async (value: number): Promise<void> => {
    const limit = { asset, measurement, field, kind: 'high', value, source: 'e2e:grafana' };
    await grafana.send('PUT', `${SOURCE}/resources/limits`, limit, z.looseObject({}));
  };
  const copy = await copyRule(grafana, RULE, webhook.url);
  const told = (status: string) =>
    webhook.alerts.findLast(
      (each) => each.status === status && each.labels['asset'] === asset && each.labels['signal'] === signal,
    );
  try {
    const setAtMs = Date.now();
    await setLimit(between);
    await expect.poll(() => told('firing'), { timeout: 240_000 }).toBeDefined();
    info.annotations.push({ type: 'told after', description: `${((Date.now() - setAtMs) / 1000).toFixed(1)} s` });
    const description = told('firing')?.annotations['description'] ?? '';
    for (const part of [
      `Asset: ${asset}. Signal: ${signal}.`,
      'Predicted value: ',
      `Limit (high): ${between.toFixed(2)}.`,
      'Time to breach: ',
      'Model: ',
    ])
      expect(description).toContain(part);
    await page.goto(`/alerting/grafana/${copy.uid}/view`);
    await expect(page.getByText('Firing').first()).toBeVisible();
    await keepPicture(page, info, 'alert-firing');
    await setLimit(usual);
    await expect.poll(() => told('resolved'), { timeout: 240_000 }).toBeDefined();
  } finally {
    await setLimit(usual);
    await copy.remove();
    await webhook.close();
  }
});

test('opens the page of a rule that Wellhead brings', async ({ page }, info) => {
  await page.goto(`/alerting/grafana/${RULE}/view`);
  await expect(page.getByText('Limit predicted to be breached (P50)').first()).toBeVisible();
  await keepPicture(page, info, 'alert-rule');
});
