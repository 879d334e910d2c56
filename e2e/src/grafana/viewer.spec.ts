import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { expect, test } from './faults.js';
import { adminApi, keepPicture } from './grafana-of-run.js';

/** Path in the app, its heading, and what only those may press who may more than look. */
const PAGES = [
  ['assets', 'Assets and limits', /^(Set|Remove|New) /],
  ['quarantine', 'Quarantine', /^(Correct|Let in|Lay to rest)/],
  ['models', 'Models', /^(Promote|Retire|Bring|Try) /],
  ['pipelines', 'Pipelines', /^(Run|Back-fill) /],
  ['settings', 'Settings', /now$|^(New|Save|Change) /],
] as const;
/** Pages that plugin.json keeps for editors and admins. */
const FOR_OTHERS = ['upload', 'tokens'];

/** Somebody who may only look, signed in to a browser of their own; gone when the test ends. */
async function asViewer(browser: Browser, look: (page: Page) => Promise<void>): Promise<void> {
  const grafana = adminApi();
  const login = `viewer-${randomUUID().slice(0, 8)}`;
  const password = randomUUID();
  const user = { login, password, name: login, email: `${login}@example.org` };
  // New people of Grafana are viewers.
  const { id } = await grafana.send('POST', '/api/admin/users', user, z.looseObject({ id: z.number() }));
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  try {
    const answer = await context.request.post('/login', { data: { user: login, password } });
    expect(answer.status(), await answer.text()).toBe(200);
    await look(await context.newPage());
  } finally {
    await context.close();
    await grafana.call('DELETE', `/api/admin/users/${id}`);
  }
}

for (const [at, heading, forOthers] of PAGES)
  test(`shows a viewer the page ${heading}, and nothing to change on it`, async ({ browser }, info) => {
    await asViewer(browser, async (page) => {
      await page.goto(`/a/wellhead-app/${at}`);
      await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible();
      await expect(page.getByText(/^(Loading|Asking)/)).toHaveCount(0);
      await expect(page.getByTestId('data-testid Alert error')).toHaveCount(0);
      await expect(page.getByRole('main').getByRole('button', { name: forOthers })).toHaveCount(0);
      await keepPicture(page, info, `viewer-${at}`);
    });
  });

for (const at of FOR_OTHERS)
  test(`is led away from the page ${at} as a viewer`, async ({ browser }) => {
    await asViewer(browser, async (page) => {
      await page.goto(`/a/wellhead-app/${at}`);
      await expect(page).not.toHaveURL(/wellhead-app/);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    });
  });

test('shows a viewer a dashboard without a failed panel', async ({ browser }, info) => {
  await asViewer(browser, async (page) => {
    await page.goto('/d/wellhead-retail-forecast');
    await expect(page.locator('[data-testid=fan-median][d^=M]').first()).toBeAttached();
    await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
    await keepPicture(page, info, 'viewer-dashboard');
  });
});
