import { expect, it } from 'vitest';
import { describePages } from '../../testing/describe-pages.js';

/** Path of the page, and what is there when it is drawn. */
const PAGES = [
  ['', 'tbody th'],
  ['assets', 'input'],
  ['assets/well-101', 'tbody th'],
  ['upload', 'input[type=file]'],
  ['quarantine', 'input'],
  ['models', 'h2'],
  ['pipelines', 'tbody th'],
  ['reports', 'h2'],
  ['settings', 'tbody th'],
  ['tokens', 'tbody th'],
] as const;

describePages('pages on a phone', ({ open }) => {
  it.each(PAGES)('%s fits into 390 pixels: only tables scroll sideways', async (path, ready) => {
    const page = await open(path, 'admin', 'light');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForSelector(ready);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (process.env['PICTURES_DIR'] !== undefined)
      await page.screenshot({
        path: `${process.env['PICTURES_DIR']}/phone-${path.replace('/', '-') || 'start'}.png`,
        fullPage: true,
      });
    expect(wide).toBeLessThanOrEqual(390);
    await page.close();
  });
});
