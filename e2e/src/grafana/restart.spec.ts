import { expect, test } from '@grafana/plugin-e2e';
import { adminApi, SOURCE } from './grafana-of-run.js';

const door = process.env['WELLHEAD_RESTART_URL'];

test('finds the backend again when it was away, without a restart of Grafana', async ({ gotoDashboardPage, page }) => {
  test.skip(door === undefined, 'only a Wellhead that was started for this run is stopped: set GRAFANA_HOME');
  test.setTimeout(900_000);
  const grafana = adminApi();
  const health = async (): Promise<number> => (await grafana.call('GET', `${SOURCE}/health`)).status;
  expect(await health()).toBe(200);

  await fetch(`${door}/stop`, { method: 'POST' });
  await expect.poll(health).not.toBe(200);
  const without = await gotoDashboardPage({ uid: 'wellhead-retail-forecast' });
  await expect(without.getByGrafanaSelector('data-testid Panel status error').first()).toBeVisible();

  expect((await fetch(`${door}/start`, { method: 'POST' })).status).toBe(200);
  await expect.poll(health, { timeout: 120_000 }).toBe(200);
  const again = await gotoDashboardPage({ uid: 'wellhead-retail-forecast' });
  await expect(page.locator('[data-testid=fan-median][d^=M]').first()).toBeAttached();
  await expect(again).not.toHavePanelErrors();
});
