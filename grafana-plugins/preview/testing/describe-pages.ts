import type { Role } from '@wellhead/contracts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { buildAll } from '../../build/build-plugins.mjs';
import { browserMissing, openChromium } from './chromium.js';
import { startPagesSite, type PagesSite } from './pages-site.js';

export interface Pages {
  /** The site under test; there once the tests run. */
  site(): PagesSite;
  /** Opens a page of the app as somebody of this role. */
  open(path: string, role?: Role, theme?: string): Promise<Page>;
  /** What the API answers. */
  answer<T>(path: string): Promise<T>;
}

/** Tests of pages of the app in Chromium, on the real API; skipped with its reason where there is no Chromium. */
export function describePages(title: string, tests: (pages: Pages) => void): void {
  if (browserMissing) console.log(browserMissing);
  describe.skipIf(browserMissing)(title, () => {
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
    tests({
      site: () => site,
      open: async (path, role = 'viewer', theme = 'dark') => {
        const page = await browser.context.newPage();
        if (role !== 'viewer')
          await page.addInitScript((token) => sessionStorage.setItem('wellhead-token', token), role as string);
        await page.goto(`${site.origin}/?theme=${theme}#/app/${path}`);
        return page;
      },
      answer: async <T>(path: string): Promise<T> => (await (await fetch(`${site.url}${path}`)).json()) as T,
    });
  });
}
