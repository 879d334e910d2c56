import type { BrowserContext } from 'playwright-core';
import { dashboardOf } from './dashboard-of.js';

export const ASSETS = 500;
export const BOARD = dashboardOf('bench-board', 'wellhead-assetboard-panel', [{ refId: 'A', queryType: 'margin' }]);

/**
 * First draws, ms, each in a page of its own: from the end of the answer of the query to the frame after the last tile is in the document. The
 * module of the panel is loaded by then, as it is on a dashboard that has been opened once.
 */
export async function timeBoard(context: BrowserContext, url: string, draws: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const page = await context.newPage();
    await page.addInitScript({ content: watchTiles(ASSETS) });
    await page.goto(`${url}/#/d/bench-board`);
    const drawnAt = await page.waitForFunction(() => (window as { wellheadDrawnMs?: number }).wellheadDrawnMs);
    const answeredAt = await page.evaluate(() =>
      Math.max(
        ...performance
          .getEntriesByType('resource')
          .filter(({ name }) => name.endsWith('/api/v1/query'))
          .map((entry) => (entry as PerformanceResourceTiming).responseEnd),
      ),
    );
    found.push(Number(await drawnAt.jsonValue()) - answeredAt);
    await page.close();
  }
  return found;
}

/** Runs in the page, as text, so that no compiler puts helpers into it: notes the first painted frame that has so many tiles. */
const watchTiles = (count: number): string => `
  const look = () => {
    if (document.querySelectorAll('[data-testid=asset-tile]').length < ${count}) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.wellheadDrawnMs = performance.now(); });
  };
  requestAnimationFrame(look);`;
