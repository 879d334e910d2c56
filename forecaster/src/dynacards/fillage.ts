import type { CardFeatures } from './feature-nodes.js';

/** Share of the load that is left when the travelling valve counts as open. */
const OPEN_AT = 0.15;

export interface DownstrokeFall {
  /** Share of the stroke, from the bottom, at which the load has fallen: there the travelling valve opens. */
  readonly fillage: number;
  /** Share of the load at the top that is left two thirds of the way from there to the fall: near 1 it drops at once, lower it is let go little by little. */
  readonly keptBefore: number;
}

/**
 * Where the load leaves the plunger on its way down, read from the top. A pump that is full sheds it at once; one that is not, where
 * the plunger meets the liquid or has compressed the gas. Undefined when it never does: then the card says nothing of fillage.
 */
export function downstrokeFall({ up, down }: CardFeatures): DownstrokeFall | undefined {
  const high = median(up.slice(2, -2));
  const low = Math.min(median(down.slice(1, 8)), median(down.slice(4, 14)));
  const span = high - low;
  if (!(span > 0.1)) return undefined;
  for (let place = down.length - 1; place >= 0; place--) {
    const left = ((down[place] as number) - low) / span;
    if (left > OPEN_AT) continue;
    const above = place + 1 < down.length ? ((down[place + 1] as number) - low) / span : 1;
    const within = above > left ? Math.min(1, (OPEN_AT - left) / (above - left)) : 0;
    const fillage = Math.min(1, (place + 0.5 + within) / down.length);
    const top = down.at(-1) as number;
    const before = fillage + 0.35 * (1 - fillage);
    const kept = down[Math.min(down.length - 1, Math.round(before * down.length - 0.5))] as number;
    return { fillage, keptBefore: Math.max(0, Math.min(1, (kept - low) / Math.max(1e-6, top - low))) };
  }
  return undefined;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
