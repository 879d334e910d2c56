import { foundSchema } from '../grafana-api.js';
import { expect, test } from './faults.js';
import { adminApi, keepPicture } from './grafana-of-run.js';

test('opens every dashboard that Wellhead brings without a failed panel', async ({ gotoDashboardPage, page }, info) => {
  const found = await adminApi().get('/api/search?type=dash-db&tag=wellhead', foundSchema);
  expect(found.length).toBeGreaterThan(0);
  test.setTimeout(60_000 * (1 + found.length));
  for (const { uid, title } of found)
    await test.step(title, async () => {
      // Tall enough for every panel: Grafana draws only what is seen.
      await page.setViewportSize({ width: 1366, height: 2600 });
      const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
      const dashboard = await gotoDashboardPage({ uid });
      await expect(page.locator('[data-viz-panel-key]').first()).toBeVisible();
      // A panel that has not begun has no bar yet: the button of the refresh knows whether queries run.
      await answered;
      await expect(page.getByTestId('data-testid RefreshPicker run button')).not.toHaveText(/Cancel/);
      await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
      await expect(dashboard).not.toHavePanelErrors();
      await keepPicture(page, info, uid.replace('wellhead-', 'dashboard-'));
    });
});
