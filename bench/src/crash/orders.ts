import { FAULT_POINTS } from '@wellhead/ingestor';
import type { CrashOrder } from '../../../ingestor/testing/kill/crash-child.js';

/** How a round is to end. */
export type Ending =
  /** SIGKILL from outside so long after it was started or, with `afterReady`, after the load began, in ms. */
  | { readonly kind: 'moment'; readonly afterReady: boolean; readonly ms: number }
  | { readonly kind: 'point'; readonly killAt: NonNullable<CrashOrder['killAt']> }
  | { readonly kind: 'store-point'; readonly storeFaults: NonNullable<CrashOrder['storeFaults']> };

const STORE_POINTS = ['mid-flush', 'after-commit', 'mid-compaction'] as const;
const POINTS = FAULT_POINTS.length + STORE_POINTS.length;

/** Every second round ends at a random moment, the others at each named point in turn; the same seed gives the same rounds. */
export function endingOf(round: number, random: () => number): Ending {
  if (round % 2 === 0)
    return random() < 0.2
      ? { kind: 'moment', afterReady: false, ms: Math.round(random() * 2_000) }
      : { kind: 'moment', afterReady: true, ms: Math.round(20 + random() * 700) };
  const at = ((round - 1) / 2) % POINTS;
  const point = FAULT_POINTS[at];
  if (point !== undefined) return { kind: 'point', killAt: { point, hit: 1 + Math.floor(random() * 12) } };
  const storePoint = STORE_POINTS[at - FAULT_POINTS.length] ?? 'mid-flush';
  const hit = storePoint === 'mid-compaction' ? 1 : 2 + Math.floor(random() * 6);
  return { kind: 'store-point', storeFaults: { killAt: { point: storePoint, hit } } };
}

/** Random numbers in [0, 1) from a seed (mulberry32, Tommy Ettinger, public domain). */
export function openRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
