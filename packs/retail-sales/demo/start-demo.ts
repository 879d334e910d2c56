import { join } from 'node:path';
import { serveHttp } from '../../demo-kit/serve-http.js';
import type { DemoContext } from '../../src/index.js';
import { demoApi } from './demo-api.js';
import { openDemoState } from './demo-state.js';
import { feedArchive, type FeedTarget } from './feed-archive.js';
import { addDays } from './shift-dates.js';
import { type Shop, openShop } from './shop.js';
import { readSuperstore } from './superstore.js';

export interface Demo {
  /** Address of the demo shop: the variable `demo_api` of the pack's flows. */
  readonly apiUrl: string;
  readonly shop: Shop;
  readonly speed: number;
  /** Sends the archive to the ingestor; resolves when all of it is acknowledged. */
  feedArchive(target: FeedTarget, onProgress?: (sent: number, of: number) => void): Promise<number>;
  dayAfter(day: string): string;
  close(): Promise<void>;
}

/** Opens the demo shop on the Superstore orders: an API that serves days as they end, and an archive to send once. */
export async function startDemo(context: Omit<DemoContext, 'databaseUrl'>): Promise<Demo> {
  const { dataDir, host, port, speed, log, clock } = context;
  const state = openDemoState(join(dataDir, 'demo-retail-sales.json'), clock(), speed);
  const shop = openShop(readSuperstore, state, clock);
  const server = await serveHttp(demoApi(shop), { host, port });
  const apiUrl = server.url;
  log.info({ apiUrl, shiftWeeks: state.shiftWeeks, speed, newestDay: shop.newestDay() }, 'demo shop opened');
  return {
    apiUrl,
    shop,
    speed,
    feedArchive: (target, onProgress) => feedArchive(target, shop.archive(), onProgress),
    dayAfter: (day) => addDays(day, 1),
    close: () => server.close(),
  };
}
