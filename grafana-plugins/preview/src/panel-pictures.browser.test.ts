import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../build/build-plugins.mjs';
import { browserMissing, openChromium, SAME_TEXT_EVERYWHERE } from '../testing/chromium.js';
import { comparePicture, differenceOf, picturesDir } from '../testing/compare-pictures.js';
import { startFixtureSite } from '../testing/fixture-site.js';

if (browserMissing) console.log(browserMissing);

const NOW_MS = Date.UTC(2026, 4, 20, 12);
const VIEWPORT = { width: 800, height: 480 };

const PANELS = {
  'fan-chart': {
    type: 'wellhead-fanchart-panel',
    targets: [
      { refId: 'A', queryType: 'telemetry', assets: ['total'] },
      { refId: 'B', queryType: 'forecast', assets: ['total'], vintages: 3 },
    ],
    ready: '[data-testid=fan-median][d^=M]',
  },
  'control-chart': {
    type: 'wellhead-controlchart-panel',
    targets: [{ refId: 'A', queryType: 'anomaly' }],
    ready: '[data-testid=control-main-line][d^=M]',
  },
  dynacard: {
    type: 'wellhead-dynacard-panel',
    targets: [{ refId: 'A', queryType: 'dynacards', cards: 12 }],
    ready: '[data-testid=dynacard-diagnosis]',
  },
  'asset-board': {
    type: 'wellhead-assetboard-panel',
    targets: [{ refId: 'A', queryType: 'margin' }],
    ready: '[data-testid=asset-tile]',
  },
} as const;
type PanelName = keyof typeof PANELS;
const names = Object.keys(PANELS) as PanelName[];

const dashboardOf = (uid: string, { type, targets }: (typeof PANELS)[PanelName], options: object): object => ({
  uid,
  title: uid,
  tags: ['wellhead'],
  timezone: 'utc',
  panels: [
    {
      id: 1,
      type,
      title: 'Picture',
      gridPos: { x: 0, y: 0, w: 24, h: 9 },
      targets,
      fieldConfig: { defaults: {}, overrides: [] },
      datasource: { type: 'wellhead-datasource', uid: 'wellhead' },
      options,
    },
  ],
  schemaVersion: 41,
  time: { from: 'now-90d', to: 'now' },
  templating: { list: [] },
});

/** What must be noticed: a fan chart that has lost its limits. */
const WITHOUT_LIMITS = 'fan-chart-without-limits';

describe.skipIf(browserMissing)('the picture of every panel is the one that is checked in', () => {
  let site: Awaited<ReturnType<typeof startFixtureSite>>;
  let browser: Awaited<ReturnType<typeof openChromium>>;
  let dashboardsDir: string;
  beforeAll(async () => {
    await buildAll({ log: () => undefined });
    dashboardsDir = await mkdtemp(path.join(tmpdir(), 'wellhead-pictures-'));
    const dashboards = [
      ...names.map((name) => dashboardOf(name, PANELS[name], {})),
      dashboardOf(WITHOUT_LIMITS, PANELS['fan-chart'], { showLimits: false }),
    ];
    await Promise.all(
      dashboards.map((dashboard, at) => writeFile(path.join(dashboardsDir, `${at}.json`), JSON.stringify(dashboard))),
    );
    site = await startFixtureSite({ dashboardsDir, clock: () => NOW_MS });
    browser = await openChromium(VIEWPORT, SAME_TEXT_EVERYWHERE);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(dashboardsDir, { recursive: true, force: true });
  });

  async function pictureOf(uid: string, ready: string, theme: string, context = browser.context): Promise<Buffer> {
    const page = await context.newPage();
    try {
      await page.clock.setFixedTime(NOW_MS);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.goto(`${site.url}/?theme=${theme}#/d/${uid}`);
      await page.waitForSelector(ready, { state: 'attached' });
      await page.waitForFunction(() => document.querySelector('[data-testid^=panel-][data-state=Loading]') === null);
      await page.evaluate('document.fonts.ready.then(() => undefined)');
      await page.evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))',
      );
      return await page.locator('[data-testid^=panel-]').first().screenshot({ animations: 'disabled' });
    } finally {
      await page.close();
    }
  }

  it.each(names.flatMap((name) => (['dark', 'light'] as const).map((theme) => [name, theme] as const)))(
    '%s in %s',
    async (name, theme) => {
      const found = await pictureOf(name, PANELS[name].ready, theme);
      const outcome = await comparePicture(browser.context, `${name}-${theme}`, found);
      expect(outcome.kind === 'differs' ? outcome.message : 'as it is checked in').toBe('as it is checked in');
    },
  );

  it('notices a fan chart that has lost its limits', async () => {
    const found = await pictureOf(WITHOUT_LIMITS, PANELS['fan-chart'].ready, 'dark');
    const stored = await readFile(path.join(picturesDir, 'fan-chart-dark.png'));
    expect((await differenceOf(browser.context, stored, found)).share).toBeGreaterThan(0.004);
  });

  it('bears letters and edges that another Chromium smooths otherwise', async () => {
    const other = await openChromium(VIEWPORT, ['--font-render-hinting=full', '--enable-lcd-text']);
    try {
      for (const name of ['fan-chart', 'asset-board'] as const) {
        const found = await pictureOf(name, PANELS[name].ready, 'light', other.context);
        const stored = await readFile(path.join(picturesDir, `${name}-light.png`));
        expect((await differenceOf(browser.context, stored, found)).share, name).toBeLessThan(0.002);
      }
    } finally {
      await other.close();
    }
  });
});
