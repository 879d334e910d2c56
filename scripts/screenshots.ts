/**
 * Makes docs/images/*.png from a running standalone, in Chromium:
 *   npx tsx scripts/screenshots.ts [http://127.0.0.1:8090] [only files that begin so]
 * It needs `npm start -- --packs all`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openChromium } from '../grafana-plugins/preview/testing/chromium.js';

interface Shot {
  readonly file: string;
  readonly hash: string;
  readonly theme: 'dark' | 'light';
  /** In pixels, or as much as the page has. */
  readonly height: number | 'whole';
  /** Only this element; default: the window. */
  readonly element?: string;
  /** What must be there before the picture is taken. */
  readonly ready: string;
}

const WIDTH = 1440;
const FIRST_SEEN = 900;
const FAN_DRAWN = '[data-testid=fan-median][d^=M]';
/** Dashboards of the packs as a whole, each in dark and light, for the READMEs: file, address, and what must have been drawn. */
const DASHBOARDS: readonly (readonly [name: string, hash: string, ready?: string])[] = [
  ['retail-overview', 'wellhead-retail-overview'],
  ['retail-analysis', 'wellhead-retail-analysis'],
  ['retail-forecast', 'wellhead-retail-forecast', FAN_DRAWN],
  ['retail-control', 'wellhead-retail-control', '[data-testid=control-main-line][d^=M]'],
  ['market-trades', 'wellhead-market-trades', FAN_DRAWN],
  ['oil-field', 'wellhead-oil-field'],
  ['oil-well', 'wellhead-oil-well', FAN_DRAWN],
  ['oil-dynacards', 'wellhead-oil-dynacards?var-well=rp-202', '[data-testid=dynacard-diagnosis]'],
  ['oil-production', 'wellhead-oil-production'],
  ['oil-equipment', 'wellhead-oil-equipment'],
  ['oil-laboratory', 'wellhead-oil-laboratory'],
  ['fuel-overview', 'wellhead-fuel-overview'],
  ['fuel-product', 'wellhead-fuel-product', FAN_DRAWN],
  ['fuel-soft-sensor', 'wellhead-fuel-soft-sensor'],
  ['fuel-batches', 'wellhead-fuel-batches'],
  ['fuel-batch', 'wellhead-fuel-batch'],
  ['fuel-models', 'wellhead-fuel-models'],
  ['delivery-operational', 'wellhead-delivery-operational'],
  ['delivery-technical', 'wellhead-delivery-technical'],
  ['delivery-business', 'wellhead-delivery-business'],
  ['delivery-forecast', 'wellhead-delivery-forecast', FAN_DRAWN],
];
const shots: readonly Shot[] = [
  ...DASHBOARDS.flatMap(([name, hash, ready = '[data-testid^=panel-]']) =>
    (['dark', 'light'] as const).map((theme) => ({
      file: `${name}-${theme}.png`,
      hash: `#/d/${hash}`,
      theme,
      height: 'whole' as const,
      ready,
    })),
  ),
  {
    file: 'fan-chart.png',
    hash: '#/d/wellhead-retail-forecast',
    theme: 'dark',
    height: 980,
    ready: FAN_DRAWN,
    element: '[data-testid^=panel-]:has([role=application])',
  },
  ...(['dark', 'light'] as const).map((theme) => ({
    file: `dynacard${theme === 'dark' ? '' : '-light'}.png`,
    hash: '#/d/wellhead-oil-dynacards?var-well=rp-202',
    theme,
    height: 900,
    ready: '[data-testid=dynacard-diagnosis]',
    element: '[data-testid^=panel-]:has([data-testid=dynacard-card])',
  })),
  ...(['dark', 'light'] as const).map((theme) => ({
    file: `control-chart${theme === 'dark' ? '' : '-light'}.png`,
    hash: '#/d/wellhead-retail-control',
    theme,
    height: 980,
    ready: '[data-testid=control-main-line][d^=M]',
    element: '[data-testid^=panel-]:has([data-testid=control-spread])',
  })),
  ...(['dark', 'light'] as const).map((theme) => ({
    file: `asset-board${theme === 'dark' ? '' : '-light'}.png`,
    hash: '#/d/wellhead-retail-overview',
    theme,
    height: 1500,
    ready: '[data-testid=asset-tile]',
    element: '[data-testid^=panel-]:has([data-testid=asset-tile])',
  })),
  {
    file: 'signal-dark.png',
    hash: '#/d/wellhead-signal?var-asset=superstore&var-signal=sales.amount',
    theme: 'dark',
    height: 980,
    ready: FAN_DRAWN,
  },
  { file: 'app-start-dark.png', hash: '#/app', theme: 'dark', height: 800, ready: 'main tbody th' },
];

/** Every panel has its answer, and what it drew has been painted. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-testid^=panel-][data-state=Loading]') === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

const url = process.argv[2] ?? 'http://127.0.0.1:8090';
const only = process.argv[3] ?? '';
const dir = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'docs/images');
await mkdir(dir, { recursive: true });
const browser = await openChromium({ width: 1440, height: 900 });
try {
  for (const { file, hash, theme, height, element, ready } of shots.filter((shot) => shot.file.startsWith(only))) {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: WIDTH, height: height === 'whole' ? FIRST_SEEN : height });
    await page.goto(`${url}/?theme=${theme}${hash}`);
    await page.waitForSelector(ready, { state: 'attached' });
    if (height === 'whole')
      await page.setViewportSize({
        width: WIDTH,
        height: await page.evaluate(() => document.documentElement.scrollHeight),
      });
    await settled(page);
    const target = element === undefined ? page : page.locator(element).first();
    await target.screenshot({ path: path.join(dir, file) });
    console.log(`docs/images/${file}`);
    await page.close();
  }
} finally {
  await browser.close();
}
console.log('Look at them, then commit docs/images.');
