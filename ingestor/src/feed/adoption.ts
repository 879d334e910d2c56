import { rm } from 'node:fs/promises';
import { noFaults } from '../faults.js';
import { type Feed, type FeedParts, startFeed } from './feed.js';
import { type OwnFolder, takeOrphans } from './folders.js';

/** How often folders without an owner are looked for, in ms. */
const LOOK_MS = 60_000;

export interface Adoption {
  /** Feeds of adopted folders, by their name, while they are drained. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** Resolves when the folders without an owner at the start are open. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Drains spool folders whose ingestor is gone: another instance of this volume was killed or scaled away, and what it has acknowledged
 * must arrive. A drained folder is archived and removed.
 */
export function startAdoption(
  parts: Omit<FeedParts, 'ingestor' | 'dir' | 'faults'> & { readonly root: string },
): Adoption {
  const { root, log } = parts;
  const feeds = new Map<string, Feed>();
  const folders = new Map<string, OwnFolder>();
  let closed = false;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    for (const folder of await takeOrphans(root)) {
      if (closed) {
        await folder.lock.release();
        continue;
      }
      folders.set(folder.name, folder);
      const feed = await startFeed({ ...parts, ingestor: folder.name, dir: folder.dir, faults: noFaults });
      feeds.set(folder.name, feed);
      log.info({ ingestor: folder.name, records: feed.pending }, 'spool adopted');
      drain(folder, feed).catch((error: unknown) =>
        log.warn({ err: error, ingestor: folder.name }, 'adopted spool kept'),
      );
    }
  }

  async function drain(folder: OwnFolder, feed: Feed): Promise<void> {
    await feed.drained();
    if (closed) return;
    await feed.spool.seal(Number.POSITIVE_INFINITY);
    await feed.drained({ archive: true });
    if (closed || feed.spool.segments.some(({ sealed, bytes }) => sealed && bytes > 0)) return;
    feeds.delete(folder.name);
    folders.delete(folder.name);
    await feed.close();
    // Removed before it is unlocked: nobody may take it for a folder of their own.
    await rm(folder.dir, { recursive: true, force: true });
    await folder.lock.release();
    log.info({ ingestor: folder.name }, 'adopted spool drained');
  }

  const start = (): Promise<void> => {
    looking ??= look()
      .catch((error: unknown) => log.warn({ err: error }, 'spools without an owner not looked at'))
      .finally(() => (looking = undefined));
    return looking;
  };
  const ready = start();
  const timer = setInterval(() => void start(), LOOK_MS);
  timer.unref();
  return {
    feeds,
    ready,
    async close() {
      closed = true;
      clearInterval(timer);
      await looking;
      for (const feed of feeds.values()) await feed.close();
      for (const folder of folders.values()) await folder.lock.release();
    },
  };
}
