import type { LimitInForceAnswer, Role } from '@wellhead/contracts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../build/build-plugins.mjs';
import { browserMissing, openChromium } from '../testing/chromium.js';
import { startPagesSite, type PagesSite } from '../testing/pages-site.js';
import { seriousViolations } from '../testing/violations.js';

if (browserMissing) console.log(browserMissing);

describe.skipIf(browserMissing)('the pages of the app, on the real API', () => {
  let site: PagesSite;
  let browser: Awaited<ReturnType<typeof openChromium>>;
  beforeAll(async () => {
    await buildAll({ log: () => undefined });
    site = await startPagesSite();
    browser = await openChromium({ width: 1366, height: 768 });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string, role: Role = 'viewer', theme = 'dark'): Promise<Page> {
    const page = await browser.context.newPage();
    if (role !== 'viewer')
      await page.addInitScript((token) => sessionStorage.setItem('wellhead-token', token), role as string);
    await page.goto(`${site.origin}/?theme=${theme}#/app/${path}`);
    return page;
  }
  const answer = async <T>(path: string): Promise<T> => (await (await fetch(`${site.url}${path}`)).json()) as T;

  describe('assets and limits', () => {
    it('a viewer finds an asset by a signal of it, and may try a limit but not set it', async () => {
      const page = await open('assets');
      await page.getByRole('textbox', { name: 'Search assets and signals' }).fill('pressure');
      await page.getByRole('link', { name: /^Well 101/ }).click();
      await page.getByRole('rowheader', { name: /^Motor temperature/ }).waitFor();
      await page.getByRole('button', { name: 'Limits of Motor temperature' }).click();
      await page.getByRole('button', { name: 'Try high limit' }).click();
      await page.getByRole('textbox', { name: /^New high limit/ }).fill('102');
      await page.getByRole('button', { name: 'What would have fired?' }).click();
      const preview = await page.getByRole('form', { name: 'high limit' }).getByRole('status').textContent();
      expect(preview).toContain('Limit breached now: would have fired 1 time, and would fire now.');
      expect(await page.getByRole('button', { name: 'Set limit' }).count()).toBe(0);
      await page.close();
    });

    it('an editor sets a limit and sees the change with who made it', async () => {
      const page = await open('assets/well-101', 'editor');
      await page.getByRole('button', { name: 'Limits of Motor temperature' }).click();
      await page.getByRole('button', { name: 'Change high limit' }).click();
      await page.getByRole('textbox', { name: /^New high limit/ }).fill('127,5');
      await page.getByRole('button', { name: 'Set limit' }).click();
      await page.getByRole('region', { name: 'Changes of limits' }).getByRole('rowheader').first().waitFor();
      const change = await page
        .getByRole('region', { name: 'Changes of limits' })
        .locator('tbody tr')
        .allTextContents();
      expect(change[0]).toMatch(/editorhigh130 °C127\.5 °C$/);
      expect(await answer<LimitInForceAnswer[]>('/limits?signal=esp.temperature')).toMatchObject([
        { kind: 'high', value: 127.5, changedBy: 'editor' },
      ]);
      await page.close();
    });

    it('a page that is not there is said to be not there', async () => {
      const page = await open('nowhere');
      await page.getByText('Wellhead has no page “nowhere”').waitFor();
      await page.close();
    });
  });

  it.each([
    ['assets/well-101', 'tbody th', 'dark'],
    ['assets/well-101', 'tbody th', 'light'],
  ])('%s can be used by everyone: no serious axe violation (%s, %s)', async (path, ready, theme) => {
    const page = await open(path, 'admin', theme);
    await page.waitForSelector(ready);
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
