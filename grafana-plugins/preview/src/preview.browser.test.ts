import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../build/build-plugins.mjs';
import { browserMissing, openChromium } from '../testing/chromium.js';
import { startFixtureSite } from '../testing/fixture-site.js';
import { seriousViolations } from '../testing/violations.js';

if (browserMissing) console.log(browserMissing);

describe.skipIf(browserMissing)('the built plugins in a browser', () => {
  let site: Awaited<ReturnType<typeof startFixtureSite>>;
  let browser: Awaited<ReturnType<typeof openChromium>>;
  beforeAll(async () => {
    await buildAll({ log: () => undefined });
    site = await startFixtureSite();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(hash: string, theme = 'dark'): Promise<{ page: Page; failures: string[] }> {
    const page = await browser.context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('response', (response) => {
      if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${site.url}/?theme=${theme}${hash}`);
    return { page, failures };
  }

  it.each(['dark', 'light'])(
    'the fan chart draws history, bands and now from its built module, in %s',
    async (theme) => {
      const { page, failures } = await open('#/d/fixture-all', theme);
      const chart = page.getByRole('application');
      await chart.waitFor();
      for (const part of ['history', 'median', 'band-0.5', 'band-0.8', 'band-0.95']) {
        expect(await page.getByTestId(`fan-${part}`).getAttribute('d'), part).toMatch(/^M[\d.]+ [\d.]+L/);
      }
      expect(await page.getByTestId('fan-now').count()).toBe(1);
      await chart.focus();
      await page.keyboard.press('End');
      expect(await page.getByTestId('chart-tooltip').textContent()).toContain('Forecast$');
      expect(failures).toEqual([]);
      await page.close();
    },
  );

  it('the dynacard draws its card from its built module, and goes back through time by keyboard', async () => {
    const { page, failures } = await open('#/d/fixture-dynacard');
    await page.getByTestId('dynacard-diagnosis').waitFor();
    const drawn = (): Promise<number> =>
      page.getByTestId('dynacard-card').evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        let sum = 0;
        for (let at = 3; at < data.length; at += 4) sum += data[at]! * at;
        return sum;
      });
    const newest = await drawn();
    expect(newest).toBeGreaterThan(0);
    expect(await page.getByTestId('dynacard-diagnosis').textContent()).toBe('Fluid pound');
    const slider = page.getByRole('slider', { name: 'Card' });
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await page.getByTestId('dynacard-diagnosis').textContent()).toBe('Normal');
    expect(await drawn()).not.toBe(newest);
    expect(failures).toEqual([]);
    await page.close();
  });

  it('the control chart draws readings, ranges and marks from its built module, and is read by keyboard', async () => {
    const { page, failures } = await open('#/d/fixture-controlchart');
    const chart = page.getByRole('application');
    await chart.waitFor();
    for (const part of ['main-line', 'main-limits', 'spread-line'])
      expect(await page.getByTestId(`control-${part}`).getAttribute('d'), part).toMatch(/^M[\d.]+ [\d.]+L/);
    expect(await page.getByTestId('control-violation').count()).toBeGreaterThan(0);
    expect(await page.getByText(/^Rule 2: Nine on one side of the centre/).count()).toBeGreaterThan(0);
    await chart.focus();
    await page.keyboard.press('End');
    expect(await page.getByTestId('chart-tooltip').textContent()).toContain('Upper limit');
    expect(failures).toEqual([]);
    await page.close();
  });

  it('the asset board draws five hundred wells from its built module, the most urgent first, each a link', async () => {
    const { page, failures } = await open('#/d/fixture-assetboard');
    const tiles = page.getByTestId('asset-tile');
    await tiles.first().waitFor();
    expect(await tiles.count()).toBe(500);
    expect(await tiles.first().getAttribute('data-state')).toBe('breached');
    expect(await tiles.first().getAttribute('href')).toMatch(/fixture-dynacard\?var-asset=well-\d+$/);
    await page.getByRole('button', { name: /^Normal/ }).click();
    expect(await page.locator('[data-state=normal]').count()).toBe(0);
    expect(failures).toEqual([]);
    await page.close();
  });

  it('the vintage slider shows what was believed before', async () => {
    const { page } = await open('#/d/fixture-all');
    const slider = page.getByRole('slider', { name: 'What did we believe on' });
    await slider.waitFor();
    const newest = await page.getByTestId('fan-median').getAttribute('d');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await page.getByTestId('fan-median').getAttribute('d')).not.toBe(newest);
    expect(await page.getByTestId('fan-issued').count()).toBe(1);
    await page.close();
  });

  it('every panel type is drawn; the one whose query fails says why', async () => {
    const { page } = await open('#/d/fixture-all');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid^=panel-][data-state=Done]').length >= 12);
    expect(await page.locator('[data-testid^=panel-][data-state=Error]').count()).toBe(1);
    expect(await page.getByText('An unexpected error happened').count()).toBe(0);
    expect(await page.getByText('The preview cannot draw').count()).toBe(0);
    await page.close();
  });

  it('a variable of the dashboard changes what its panels ask', async () => {
    const { page } = await open('#/d/fixture-all');
    await page.getByRole('application').waitFor();
    await page.getByRole('combobox', { name: 'Asset' }).click();
    await page.getByRole('option', { name: 'Technology' }).click();
    await page.waitForFunction(() =>
      document.querySelector('[role=application]')?.getAttribute('aria-label')?.includes('technology'),
    );
    expect(page.url()).toContain('var-asset=technology');
    expect(await page.getByText('uncalibrated').count()).toBe(1);
    await page.close();
  });

  /** Time ranges that panels ask for from now on, ms. */
  function askedRanges(page: Page): { fromMs: number; toMs: number }[] {
    const ranges: { fromMs: number; toMs: number }[] = [];
    page.on('request', (request) => {
      if (!request.url().endsWith('/api/v1/query')) return;
      const { from, to } = request.postDataJSON() as { from: string | number; to: string | number };
      ranges.push({ fromMs: Number(from), toMs: Number(to) });
    });
    return ranges;
  }

  it('a time range that is picked is asked for by every panel, and kept in the address', async () => {
    const { page } = await open('#/d/fixture-dynacard');
    await page.getByTestId('dynacard-diagnosis').waitFor();
    const ranges = askedRanges(page);
    await page.getByTestId('data-testid TimePicker Open Button').click();
    await page.getByText('Last 7 days', { exact: true }).click();
    await page.waitForURL(/from=now-7d/);
    await expect.poll(() => ranges.length).toBeGreaterThan(0);
    for (const { fromMs, toMs } of ranges) expect(toMs - fromMs).toBe(7 * 86_400_000);
    await page.getByRole('button', { name: /backwards/ }).click();
    await page.waitForURL(/from=\d+/);
    await page.close();
  });

  it('asks again at a click on refresh, and by itself where an interval is chosen', async () => {
    const { page } = await open('#/d/fixture-dynacard');
    await page.getByTestId('dynacard-diagnosis').waitFor();
    const ranges = askedRanges(page);
    await page.getByTestId('data-testid RefreshPicker run button').click();
    await expect.poll(() => ranges.length).toBe(1);
    await page.goto(`${page.url()}?refresh=5s`);
    await expect.poll(() => ranges.length, { timeout: 20_000 }).toBeGreaterThan(2);
    await page.close();
  });

  it('a tile of the board leads to the dashboard of its asset', async () => {
    const { page, failures } = await open('#/d/fixture-assetboard');
    await page.getByTestId('asset-tile').first().click();
    await page.waitForURL(/fixture-dynacard\?var-asset=well-\d+$/);
    await page.getByTestId('dynacard-diagnosis').waitFor();
    expect(failures).toEqual([]);
    await page.close();
  });

  it('the query editor offers the catalogue and says what comes back', async () => {
    const { page } = await open('#/query');
    await page.getByRole('combobox', { name: 'Ask for' }).click();
    await page.getByRole('option', { name: /^Forecast/ }).click();
    await page.getByRole('combobox', { name: 'Signals' }).click();
    await page.getByRole('option', { name: /^sales\.amount currencyUSD/ }).waitFor();
    expect(await page.getByRole('option', { name: /^sales\.amount currencyUSD/ }).textContent()).toContain(
      'currencyUSD',
    );
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('wellhead-explanation').textContent()).toContain('one series a quantile');
    await page.close();
  });

  it('the first page of the app tells what is connected to a viewer', async () => {
    const { page, failures } = await open('#/app');
    await page.getByRole('rowheader', { name: /^demo shop/ }).waitFor();
    expect(await page.getByText('postgres answers').count()).toBe(1);
    expect(await page.getByText('See why till 2 is silent').count()).toBe(1);
    await page.getByRole('main').getByRole('link', { name: 'Every panel type' }).click();
    await page.getByRole('application').waitFor();
    expect(failures).toEqual([]);
    await page.close();
  });

  it('says that it is a preview and how to get Grafana', async () => {
    const { page } = await open('#/');
    const note = await page.getByRole('note').textContent();
    expect(note).toContain('without Grafana');
    expect(note).toContain('docker compose up');
    await page.close();
  });

  it.each([
    ['#/d/fixture-all', '[role=application]', 'dark'],
    ['#/d/fixture-all', '[role=application]', 'light'],
    ['#/d/fixture-dynacard', '[data-testid=dynacard-diagnosis]', 'dark'],
    ['#/d/fixture-dynacard', '[data-testid=dynacard-diagnosis]', 'light'],
    ['#/d/fixture-controlchart', '[data-testid=control-main]', 'dark'],
    ['#/d/fixture-controlchart', '[data-testid=control-main]', 'light'],
    ['#/d/fixture-assetboard', '[data-testid=asset-tile]', 'dark'],
    ['#/d/fixture-assetboard', '[data-testid=asset-tile]', 'light'],
    ['#/app', 'tbody th', 'dark'],
    ['#/app', 'tbody th', 'light'],
    ['#/query', '[data-testid=wellhead-explanation]', 'light'],
  ])('%s can be used by everyone: no serious axe violation (%s, %s)', async (hash, ready, theme) => {
    const { page } = await open(hash, theme);
    await page.waitForSelector(ready);
    await page.waitForFunction(() => document.querySelector('[data-testid^=panel-][data-state=Loading]') === null);
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
