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
  readonly height: number;
  /** Only this element; default: the window. */
  readonly element?: string;
  /** What must be there before the picture is taken. */
  readonly ready: string;
}

const FAN_DRAWN = '[data-testid=fan-median][d^=M]';
/** Dashboards of the packs, each in dark and light, for the READMEs: file, address, height, and what must have been drawn. */
const DASHBOARDS: readonly (readonly [name: string, hash: string, height: number, ready?: string])[] = [
  ['retail-overview', 'wellhead-retail-overview', 1_160],
  ['retail-analysis', 'wellhead-retail-analysis', 1_160],
  ['retail-forecast', 'wellhead-retail-forecast', 980, FAN_DRAWN],
  ['retail-control', 'wellhead-retail-control', 980, '[data-testid=control-main-line][d^=M]'],
  ['market-trades', 'wellhead-market-trades', 1_900, FAN_DRAWN],
  ['oil-field', 'wellhead-oil-field', 1_000],
  ['oil-well', 'wellhead-oil-well', 1_000, FAN_DRAWN],
  ['oil-dynacards', 'wellhead-oil-dynacards?var-well=rp-202', 1_000, '[data-testid=dynacard-diagnosis]'],
  ['oil-production', 'wellhead-oil-production', 1_000],
  ['oil-equipment', 'wellhead-oil-equipment', 1_560],
  ['oil-laboratory', 'wellhead-oil-laboratory', 1_000],
  ['fuel-overview', 'wellhead-fuel-overview', 1_000],
  ['fuel-product', 'wellhead-fuel-product', 1_000, FAN_DRAWN],
  ['fuel-soft-sensor', 'wellhead-fuel-soft-sensor', 1_000],
  ['fuel-batches', 'wellhead-fuel-batches', 1_000],
  ['fuel-batch', 'wellhead-fuel-batch', 1_000],
  ['fuel-models', 'wellhead-fuel-models', 1_000],
  ['delivery-operational', 'wellhead-delivery-operational', 1_000],
  ['delivery-technical', 'wellhead-delivery-technical', 1_000],
  ['delivery-business', 'wellhead-delivery-business', 1_000],
  ['delivery-forecast', 'wellhead-delivery-forecast', 1_000, FAN_DRAWN],
];
const shots: readonly Shot[] = [
  ...DASHBOARDS.flatMap(([name, hash, height, ready = '[data-testid^=panel-]']) =>
    (['dark', 'light'] as const).map((theme) => ({
      file: `${name}-${theme}.png`,
      hash: `#/d/${hash}`,
      theme,
      height,
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
    await page.setViewportSize({ width: 1440, height });
    await page.goto(`${url}/?theme=${theme}${hash}`);
    await page.waitForSelector(ready, { state: 'attached' });
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
