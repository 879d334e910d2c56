import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { packSchema, problemSchema } from '@wellhead/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FlowRunner } from '../../src/index.js';
import type { FeedTarget } from './feed-archive.js';
import { prepareRetailSales } from './first-start.js';
import { type Demo, startDemo } from './start-demo.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');
const rowsSchema = z.array(z.looseObject({ order_line_id: z.number(), order_date: z.string() }));
const silent = { info: () => {}, warn: () => {} };

describe('the demo shop', () => {
  let dataDir: string;
  let nowMs: number;
  let received: z.infer<typeof rowsSchema>[];
  let busyTimes: number;
  let ingestor: Server;
  let demo: Demo;
  const open = (speed = 1): Promise<Demo> => startDemo({ dataDir, speed, log: silent, clock: () => nowMs });
  const target = (): FeedTarget => ({
    ingestUrl: `http://127.0.0.1:${(ingestor.address() as AddressInfo).port}`,
    token: 'secret',
  });
  const ask = async (day: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${demo.apiUrl}/v1/orders?day=${day}`);
    return { status: response.status, body: await response.json() };
  };

  beforeEach(async () => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'demo-'));
    nowMs = NOW;
    received = [];
    busyTimes = 0;
    ingestor = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (busyTimes > 0) {
          busyTimes -= 1;
          response.writeHead(503, { 'retry-after': '0' }).end();
          return;
        }
        received.push(rowsSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
        response.writeHead(200).end('{}');
      });
    });
    await new Promise<void>((resolve) => ingestor.listen(0, '127.0.0.1', resolve));
    demo = await open();
  });

  afterEach(async () => {
    await demo.close();
    ingestor.closeAllConnections();
    await new Promise((resolve) => ingestor.close(resolve));
    rmSync(dataDir, { recursive: true });
  });

  it('serves yesterday but not today, which is not over', async () => {
    const yesterday = await ask('2026-11-21');
    expect(yesterday.status).toBe(200);
    const today = await ask('2026-11-22');
    expect(today.status).toBe(409);
    expect(problemSchema.parse(today.body).detail).toBe(
      '2026-11-22 is not over yet: the newest day that can be asked for is 2026-11-21',
    );
  });

  it('says what is wrong with a day that is none, and with one it has no data for', async () => {
    expect((await ask('2026-02-30')).status).toBe(400);
    expect((await ask('yesterday')).status).toBe(400);
    const outside = await ask('2010-01-01');
    expect(outside.status).toBe(404);
    expect(problemSchema.parse(outside.body).detail).toMatch(/its days are .* to .*npm run reset/);
  });

  it('keeps its shift over a restart weeks later', async () => {
    const weeks = demo.shop.shiftWeeks;
    await demo.close();
    nowMs += 30 * DAY_MS;
    demo = await open();
    expect(demo.shop.shiftWeeks).toBe(weeks);
    expect(demo.shop.newestDay()).toBe('2026-12-21');
  });

  it('runs faster by its speed, and never back when it is slowed down again', async () => {
    await demo.close();
    demo = await open(24);
    nowMs += DAY_MS / 2;
    expect(demo.shop.newestDay()).toBe('2026-12-03');
    await demo.close();
    demo = await open(1);
    expect(demo.shop.newestDay()).toBe('2026-12-03');
  });

  it('sends the archive in batches, and again what a busy ingestor did not take', async () => {
    busyTimes = 2;
    const sent = await demo.feedArchive(target());
    expect(sent).toBe(7_872);
    expect(received.map((batch) => batch.length)).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000, 872]);
    const days = received.flat().map(({ order_date }) => order_date);
    expect(days.every((day) => day <= demo.shop.archiveTo)).toBe(true);
  });

  it('sends exactly the columns that the record type of the pack has', async () => {
    const pack = packSchema.parse(parse(readFileSync(new URL('../pack.yaml', import.meta.url), 'utf8')));
    const columns = z
      .object({ properties: z.record(z.string(), z.json()) })
      .parse(pack.recordTypes[0]?.schema).properties;
    await demo.feedArchive(target());
    expect(Object.keys(received[0]?.[0] ?? {}).sort()).toEqual(Object.keys(columns).sort());
  });

  describe('at a start', () => {
    const runs: string[] = [];
    const last = new Map<string, string>();
    const flows: FlowRunner = {
      runFlow: async (name, { fromDay, toDay }) => {
        runs.push(`${name} ${fromDay} … ${toDay}`);
        last.set(name, toDay);
        return { state: 'succeeded' };
      },
      queueFlow: async (name) => void runs.push(`${name} soon`),
      lastDay: async (name) => last.get(name),
    };
    beforeEach(() => {
      runs.length = 0;
      last.clear();
    });

    it('brings the archive as one range, then the days served so far; later only the days that were missed', async () => {
      const { shop } = demo;
      const first = await prepareRetailSales(demo, target(), flows, async () => {});
      expect(first.archiveLines).toBe(7_872);
      expect(runs).toEqual([
        `retail-archive ${shop.firstDay} … ${shop.archiveTo}`,
        `retail-daily ${demo.dayAfter(shop.archiveTo)} … 2026-11-21`,
      ]);
      runs.length = 0;
      expect(await prepareRetailSales(demo, target(), flows, async () => {})).toEqual({
        archiveLines: 0,
        fed: undefined,
        warnings: [],
      });
      expect(runs).toEqual([]);
      nowMs += 3 * DAY_MS;
      await prepareRetailSales(demo, target(), flows, async () => {});
      expect(runs).toEqual(['retail-daily 2026-11-22 … 2026-11-24']);
    });

    it('tells of a forecast that failed, and goes on', async () => {
      const after = [{ flow: 'retail-forecast', state: 'failed' as const, error: 'step "forecast" failed' }];
      const poorly: FlowRunner = { ...flows, runFlow: async () => ({ state: 'succeeded', after }) };
      const prepared = await prepareRetailSales(demo, target(), poorly, async () => {});
      expect(prepared.warnings).toEqual(['retail-forecast: step "forecast" failed']);
    });

    it('ends with the reason when a flow fails', async () => {
      const failing: FlowRunner = {
        ...flows,
        runFlow: async () => ({ state: 'failed', error: 'step "orders" failed' }),
      };
      await expect(prepareRetailSales(demo, target(), failing, async () => {})).rejects.toThrow('step "orders" failed');
    });
  });
});
