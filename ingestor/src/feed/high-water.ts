import type { Logger } from 'pino';
import type { Spool } from '../spool/spool.js';

/** From this part of its bound on, a spool is said to fill up: a store has been away for long, and writes will be refused soon. */
export const HIGH_WATER = 0.8;
/** Below this part it is said to be well again. */
const LOW_WATER = 0.6;
const EVERY_MS = 1_000;

/** Tells in the log, once each way, that the spool passes its high-water mark. */
export function watchHighWater(parts: { readonly ingestor: string; readonly spool: Spool; readonly log: Logger }): {
  close(): void;
} {
  const { ingestor, spool, log } = parts;
  let isHigh = false;
  const timer = setInterval(() => {
    const { bytes, maxBytes } = spool;
    if (!isHigh && bytes >= HIGH_WATER * maxBytes) {
      isHigh = true;
      log.error({ ingestor, bytes, maxBytes }, 'spool above its high-water mark');
    } else if (isHigh && bytes <= LOW_WATER * maxBytes) {
      isHigh = false;
      log.info({ ingestor, bytes, maxBytes }, 'spool below its high-water mark');
    }
  }, EVERY_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
