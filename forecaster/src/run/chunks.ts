import type { Signal } from '@wellhead/contracts';
import { MAX_CYCLES } from '../domain/cycles.js';
import { hierarchyOf } from '../domain/hierarchy.js';
import { shapeKey } from './plan-batches.js';
import type { Terms } from './follow-configs.js';

/** Forecasts in one chunk at most: a few batches for each worker, few enough to hold three chunks in memory. */
const FORECASTS_A_CHUNK = 1_000;
/** Past origins times steps of the horizon in one chunk: those of 1,000 signals with a week ahead. Longer horizons make smaller batches, and more of what is held of each forecast. */
const NUMBERS_A_CHUNK = FORECASTS_A_CHUNK * MAX_CYCLES * 7;

const ORDER: Readonly<Record<Terms['priority'], number>> = { high: 0, normal: 1, low: 2 };

/**
 * Signals in chunks that are read, forecast and published one after the other, so that memory does not grow with their number. Families stay together;
 * those with a member of high priority come first.
 */
export function chunksOf(
  signals: readonly Signal[],
  termsOf: (signal: Signal) => Pick<Terms, 'priority'>,
  instants: number,
): readonly (readonly Signal[])[] {
  const urgency = (family: readonly Signal[]): number =>
    Math.min(...family.map((signal) => ORDER[termsOf(signal).priority]));
  // Those of one shape next to each other, so that they fill batches.
  const families = hierarchyOf(signals)
    .families.map((family) => ({ family, urgency: urgency(family), shape: shapeKey(family[0] as Signal) }))
    .sort((a, b) => a.urgency - b.urgency || a.shape.localeCompare(b.shape))
    .map(({ family }) => family);
  const chunks: Signal[][] = [];
  let numbers = 0;
  for (const family of families) {
    const own = family.reduce((sum, { horizonSteps }) => sum + horizonSteps, 0) * MAX_CYCLES * instants;
    const last = chunks.at(-1);
    if (last && (last.length + family.length) * instants <= FORECASTS_A_CHUNK && numbers + own <= NUMBERS_A_CHUNK) {
      last.push(...family);
      numbers += own;
    } else {
      chunks.push([...family]);
      numbers = own;
    }
  }
  return chunks;
}
