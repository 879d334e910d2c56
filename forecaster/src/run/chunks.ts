import type { Signal } from '@wellhead/contracts';
import { hierarchyOf } from '../domain/hierarchy.js';
import { shapeKey } from './plan-batches.js';
import type { Terms } from './follow-configs.js';

/** Forecasts in one chunk: a few batches for each worker, few enough to hold three chunks in memory. */
const FORECASTS_A_CHUNK = 1_000;

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
  for (const family of families) {
    const last = chunks.at(-1);
    if (last && (last.length + family.length) * instants <= FORECASTS_A_CHUNK) last.push(...family);
    else chunks.push([...family]);
  }
  return chunks;
}
