import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCompany } from './gather.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Records become durable every `everyMs` for a second; answers how many each delivery held and how long its first record waited. */
async function deliveriesOf(everyMs: number): Promise<readonly { records: number; waitedMs: number }[]> {
  const spool = { durable: 0 };
  const company = openCompany(spool);
  const arriving = setInterval(() => (spool.durable += 1), everyMs);
  const deliveries: { records: number; waitedMs: number }[] = [];
  const startedAt = performance.now();
  const running = (async () => {
    let taken = 0;
    while (performance.now() - startedAt < 1_000) {
      if (spool.durable === taken) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      const [from, sinceMs] = [taken, performance.now()];
      do taken = spool.durable;
      while (await company(sinceMs));
      deliveries.push({ records: taken - from, waitedMs: performance.now() - sinceMs });
    }
  })();
  await vi.advanceTimersByTimeAsync(2_000);
  clearInterval(arriving);
  await running;
  return deliveries;
}

it('lets a record that comes alone leave after a moment', async () => {
  expect(await deliveriesOf(700)).toEqual([{ records: 1, waitedMs: 20 }]);
});

it('gathers what trickles in into about ten deliveries a second', async () => {
  const deliveries = await deliveriesOf(50);
  expect(deliveries.length).toBeGreaterThanOrEqual(7);
  expect(deliveries.length).toBeLessThanOrEqual(11);
});

it('makes no record wait for long, however steadily others come', async () => {
  const deliveries = await deliveriesOf(5);
  expect(Math.max(...deliveries.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(200);
  expect(deliveries.length).toBeGreaterThanOrEqual(4);
});
