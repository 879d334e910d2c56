import { test as base, expect } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

/** The test of the plugin kit, which fails also when Wellhead's own code complained in the console or one of its calls failed. */
export const test = base.extend<{ faults: string[]; stayingSignedIn: void }>({
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      watch(page, faults);
      await use(faults);
      expect(faults, 'what Wellhead said in the console, and calls of it that failed').toEqual([]);
    },
    { auto: true },
  ],
  // Grafana gives a session another cookie every ten minutes and takes the one before no longer: the next test begins with the newest.
  stayingSignedIn: [
    async ({ context, storageState }, use) => {
      await use();
      if (typeof storageState === 'string') await context.storageState({ path: storageState });
    },
    { auto: true },
  ],
});
export { expect };

const OURS = /wellhead/;
/** Grafana's own, though our uid is in its path: it asks whether a dashboard is shared in public, and answers 404 where it is not. */
const NOT_OURS = /\/public-dashboards$/;

function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => {
    if (OURS.test(error.stack ?? '')) faults.push(`uncaught: ${error.stack ?? error.message}`);
  });
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    if (NOT_OURS.test(url)) return;
    if (OURS.test(url) || OURS.test(message.text())) faults.push(`console: ${message.text()} (${url})`);
  });
  page.on('response', (response) => {
    const asked = new URL(response.url()).pathname;
    const ours = (OURS.test(asked) && !NOT_OURS.test(asked)) || asked.startsWith('/api/ds/query');
    if (ours && response.status() >= 400) faults.push(`${response.request().method()} ${asked}: ${response.status()}`);
  });
}
