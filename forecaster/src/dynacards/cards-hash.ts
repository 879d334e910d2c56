import { createHash } from 'node:crypto';
import type { SurfaceCard } from '@wellhead/contracts';

/** What a classifier has learnt from, as one hash: points of each card as float32 and its class. It changes with the simulator. */
export function cardsSha256(cards: Iterable<{ readonly card: SurfaceCard; readonly label: string }>): string {
  const hash = createHash('sha256');
  for (const { card, label } of cards) {
    hash.update(label);
    for (const points of [card.positionM, card.loadN]) hash.update(Float32Array.from(points));
  }
  return hash.digest('hex');
}
