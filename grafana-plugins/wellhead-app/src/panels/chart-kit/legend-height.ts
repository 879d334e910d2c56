import type { LegendItem } from './chart-legend.js';

const ROW_HEIGHT = 22;

/** How much room the legend takes at a width, in pixels: its entries go on in a new row. A letter of 12 px is about half as wide. */
export function legendHeightOf(items: readonly LegendItem[], width: number): number {
  let rows = 1;
  let used = 8;
  for (const { label } of items) {
    const entry = 34 + 6.2 * label.length;
    if (used > 8 && used + entry > width) [rows, used] = [rows + 1, 8];
    used += entry;
  }
  return rows * ROW_HEIGHT + 4;
}
