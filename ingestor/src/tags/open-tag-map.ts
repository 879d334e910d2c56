import { openTagCatalogue } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { TagMap } from './tagged-points.js';

/** How often the catalogue is looked at, in ms: a tag that was mapped holds after this. */
const LOOK_MS = 2_000;

export interface FollowedTagMap {
  readonly now: TagMap;
  /** Looks at the catalogue now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** The map of tags, followed while we run. */
export async function openTagMap(pool: Pool, log: Logger): Promise<FollowedTagMap> {
  const catalogue = openTagCatalogue(pool);
  let now: TagMap = new Map();
  let version: string | undefined;
  const look = async (): Promise<void> => {
    const found = await catalogue.version();
    if (found === version) return;
    now = new Map((await catalogue.list()).map(({ tag, ...mapping }) => [tag, mapping]));
    version = found;
  };
  await look();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => log.warn({ err: error }, 'tags not read, those before hold'))
      .finally(() => (running = undefined));
  }, LOOK_MS);
  timer.unref();
  return {
    get now() {
      return now;
    },
    refresh: async () => {
      await running;
      await look();
    },
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
