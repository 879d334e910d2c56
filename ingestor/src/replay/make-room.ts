import type { Feed } from '../feed/feed.js';

/** How long a spool that stays full is given before one looks again, in ms. */
const WAIT_MS = 250;

/** Waits until the stores have what the spool holds, and releases it. Other input may have filled it again by then. */
export async function makeRoom({ spool, drained }: Pick<Feed, 'spool' | 'drained'>): Promise<void> {
  const before = spool.bytes;
  await spool.seal(Number.POSITIVE_INFINITY);
  await drained({ archive: true });
  if (spool.bytes >= before) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
}
