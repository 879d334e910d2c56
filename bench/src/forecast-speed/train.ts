import { cycleStepsOf, trainGlobal } from '@wellhead/forecaster';
import { salesOf } from '../shop-chain/shop-chain.js';

const DAY_MS = 86_400_000;
const DAYS = 730;
/** Enough of them for 50,000 windows, of which training takes no more. */
const SHOPS = 100;

export interface Training {
  readonly seconds: number;
  readonly windows: number;
}

/** Trains a global network on 50,000 windows of 100 shops, in this thread, as its worker does. */
export async function trainOnShops(kind: 'mlp' | 'n-beats'): Promise<Training> {
  const untilMs = DAYS * DAY_MS;
  const pool = Array.from({ length: SHOPS }, (_, shop) => ({
    values: salesOf(shop, DAYS),
    cutoffMs: untilMs - DAY_MS,
    stepMs: DAY_MS,
  }));
  const shape = { seasonSteps: 7, horizonSteps: 7, cycleSteps: cycleStepsOf(7) };
  const startedAt = performance.now();
  const outcome = await trainGlobal(pool, { kind, shape, untilMs, seed: 1 });
  if (outcome.kind !== 'trained') throw new Error(`${kind}: only ${outcome.have} ${outcome.what}`);
  return { seconds: (performance.now() - startedAt) / 1_000, windows: outcome.record.windows };
}
