/**
 * Makes docs/images/*.png from a running standalone, in Chromium:
 *   npx tsx scripts/screenshots.ts [http://127.0.0.1:8090] [only files that begin so]
 * The dynacards and the trades need `npm start -- --packs retail-sales,oil-wells,market-data`.
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

const FORECAST = '#/d/wellhead-retail-forecast';
const shots: readonly Shot[] = [
  {
    file: 'retail-forecast-dark.png',
    hash: FORECAST,
    theme: 'dark',
    height: 980,
    ready: '[data-testid=fan-median][d^=M]',
  },
  {
    file: 'retail-forecast-light.png',
    hash: FORECAST,
    theme: 'light',
    height: 980,
    ready: '[data-testid=fan-median][d^=M]',
  },
  {
    file: 'fan-chart.png',
    hash: FORECAST,
    theme: 'dark',
    height: 980,
    ready: '[data-testid=fan-median][d^=M]',
    element: '[data-testid^=panel-]:has([role=application])',
  },
  {
    file: 'retail-overview-dark.png',
    hash: '#/d/wellhead-retail-overview',
    theme: 'dark',
    height: 1160,
    ready: '[data-testid^=panel-]',
  },
  {
    file: 'retail-analysis-light.png',
    hash: '#/d/wellhead-retail-analysis',
    theme: 'light',
    height: 1160,
    ready: '[data-testid^=panel-]',
  },
  ...(['dark', 'light'] as const).map((theme) => ({
    file: `market-trades-${theme}.png`,
    hash: '#/d/wellhead-market-trades',
    theme,
    height: 1900,
    ready: '[data-testid=fan-median][d^=M]',
  })),
  ...(
    [
      ['oil-field-dark', 'wellhead-oil-field'],
      ['oil-field-light', 'wellhead-oil-field'],
      ['oil-production-light', 'wellhead-oil-production'],
      ['fuel-overview-dark', 'wellhead-fuel-overview'],
      ['fuel-soft-sensor-dark', 'wellhead-fuel-soft-sensor'],
      ['fuel-batch-light', 'wellhead-fuel-batch'],
      ['delivery-operational-dark', 'wellhead-delivery-operational'],
    ] as const
  ).map(([file, uid]) => ({
    file: `${file}.png`,
    hash: `#/d/${uid}`,
    theme: file.endsWith('dark') ? ('dark' as const) : ('light' as const),
    height: 1_000,
    ready: '[data-testid^=panel-]',
  })),
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
    ready: '[data-testid=fan-median][d^=M]',
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
