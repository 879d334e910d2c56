import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadPack } from '@wellhead/stores';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { deliveryDemo } from '../delivery/demo/index.js';
import { fuelQualityDemo } from '../fuel-quality/demo/index.js';
import { marketDataDemo } from '../market-data/demo/index.js';
import { oilWellsDemo } from '../oil-wells/demo/index.js';
import type { FlowRunner, PackDemo, PlayedSide, RunningWellhead } from './index.js';

const DAY = 86_400_000;
/** A day in ten seconds of the wall, which a test moves by hand. */
const SPEED = 8_640;
const log = { info: () => undefined, warn: () => undefined };

/** The other sides are real; of Wellhead only its door is there, which takes everything, and flows, which are written down. */
describe('a demo that is faster than the wall', () => {
  let dir: string;
  let wallMs: number;
  let database: TestDatabase;
  let door: Server;
  let ran: { name: string; fromDay: string; toDay: string }[];
  let queued: string[];
  let lastDay: string | undefined;
  const clock = (): number => wallMs;
  const flows: FlowRunner = {
    lastDay: () => Promise.resolve(lastDay),
    queueFlow: (name) => {
      queued.push(name);
      return Promise.resolve();
    },
    runFlow: (name, { fromDay, toDay }) => {
      ran.push({ name, fromDay, toDay });
      return Promise.resolve({ state: 'succeeded' });
    },
  };

  beforeEach(async () => {
    dir = mkdtempSync(`${tmpdir()}/wellhead-demo-`);
    wallMs = Date.UTC(2026, 4, 20, 12);
    ran = [];
    queued = [];
    lastDay = undefined;
    database = await openTestDatabase({
      packs: [await loadPack(fileURLToPath(new URL('../delivery', import.meta.url)))],
    });
    door = createServer((request, response) => {
      const isDocument = request.url?.startsWith('/api/v1/documents') === true;
      request.resume().on('end', () => response.writeHead(200).end(isDocument ? '{"id":"kept"}' : ''));
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => door.close(resolve));
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const wellhead = (): RunningWellhead => ({
    ingestUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    token: 'any',
    bucket: 'wellhead',
    flows,
    delivered: () => Promise.resolve(),
    // All that is asked for has come already, so that nobody waits for it.
    newestMs: (measurement) => Promise.resolve(measurement === 'quality' ? wallMs : undefined),
  });

  /** Opens and runs a demo, has the wall go on by ten seconds, and waits for what must be seen on the other side. */
  async function goOneDay(
    demo: PackDemo,
    look: (side: PlayedSide) => Promise<{ seen(): Promise<void>; close(): Promise<void> }>,
  ) {
    const side = await demo.open({ dataDir: dir, databaseUrl: database.url, speed: SPEED, log, clock });
    const running = await side.run(wellhead(), () => undefined);
    const looking = await look(side);
    wallMs += 10_000;
    try {
      await vi.waitFor(() => looking.seen(), { timeout: 30_000, interval: 100 });
    } finally {
      await looking.close();
      await running.close();
      await side.close();
    }
  }
  const startedMs = Date.UTC(2026, 4, 20, 12);
  const closesNothing = (): Promise<void> => Promise.resolve();

  it('sends the readings of a day of oil wells over the broker, and has the day worked up', async () => {
    await goOneDay(oilWellsDemo, async ({ sources }) => {
      const heard = new Set<number>();
      const client = await connectAsync((sources[0] as { url: string }).url);
      client.on('message', (_topic, payload) => {
        for (const { timestamp } of JSON.parse(payload.toString()) as { timestamp: string }[])
          heard.add(Date.parse(timestamp));
      });
      await client.subscribeAsync('oil/tms');
      return {
        seen: async () => {
          expect(Math.max(...heard)).toBe(startedMs - 6 * DAY);
          expect(heard.size).toBe(144);
          expect(ran).toContainEqual(expect.objectContaining({ name: 'oil-wells-daily', toDay: '2026-05-13' }));
        },
        close: () => client.endAsync(),
      };
    });
  });

  it('has the values of a day in the API of the refinery', async () => {
    await goOneDay(fuelQualityDemo, async ({ sources }) => {
      const { url, token } = sources[0] as { url: string; token: { value: string } };
      const since = new Date(startedMs - 7 * DAY).toISOString();
      const later = async (): Promise<readonly { time: string }[]> => {
        const answer = await fetch(`${url}?limit=10000&updated_since=${since}`, {
          headers: { authorization: `Bearer ${token.value}` },
        });
        return ((await answer.json()) as { data: { time: string }[] }).data;
      };
      return {
        seen: async () => {
          const newestMs = Math.max(...(await later()).map(({ time }) => Date.parse(time)));
          expect(newestMs).toBeGreaterThan(startedMs - 6 * DAY - 2 * 3_600_000);
          expect(newestMs).toBeLessThanOrEqual(startedMs - 6 * DAY);
          expect(queued).toContain('fuel-laboratory');
        },
        close: closesNothing,
      };
    });
  });

  it('has the file of a day at the exchange, loaded and forecast', async () => {
    await goOneDay(marketDataDemo, async ({ variables }) => {
      const file = `${variables['exchange']}/files/trades-2026-04-22.csv`;
      expect((await fetch(file)).status).toBe(404);
      return {
        seen: async () => {
          expect((await fetch(file)).status).toBe(200);
          expect(ran.filter(({ toDay }) => toDay === '2026-04-22').map(({ name }) => name)).toEqual([
            'market-late',
            'market-forecast',
          ]);
        },
        close: closesNothing,
      };
    });
  });

  it('has the orders of a day in the source database of deliveries', async () => {
    lastDay = '2026-04-22';
    await goOneDay(deliveryDemo, async ({ sources }) => {
      const pool = new pg.Pool({ connectionString: (sources[0] as { url: { value: string } }).url.value, max: 1 });
      pool.on('error', () => undefined);
      return {
        seen: async () => {
          const { rows } = await pool.query<{ newest: Date }>('select max(registered_at) as newest from orders');
          expect(rows[0]?.newest.getTime()).toBeGreaterThan(startedMs - 27 * DAY - 3_600_000);
        },
        close: () => pool.end(),
      };
    });
  });
});
