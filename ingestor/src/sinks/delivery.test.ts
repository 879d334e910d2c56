import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Group, startDelivery } from './delivery.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function deliveryTo(store: { readonly isReachable: boolean; readonly failures: number }) {
  const gathered: Group<number>[] = [];
  const tried: Group<number>[] = [];
  const refused: number[] = [];
  let failures = store.failures;
  const delivery = startDelivery<number>({
    name: 'test',
    start: 0,
    log: pino({ level: 'silent' }),
    clock: () => 0,
    gather: (after, limit) => {
      const items = [1, 2, 3].filter((one) => one > after).slice(0, limit);
      const last = items.at(-1);
      if (last === undefined) return Promise.resolve(undefined);
      gathered.push({ items, last });
      return Promise.resolve(gathered.at(-1));
    },
    deliver: (group) => {
      tried.push(group);
      if (failures === 0) return Promise.resolve();
      failures -= 1;
      return Promise.reject(new Error('not now'));
    },
    isReachable: () => Promise.resolve(store.isReachable),
    refuse: (group) => {
      refused.push(...group.items);
      return Promise.resolve();
    },
    onDelivered: () => undefined,
  });
  return { delivery, gathered, tried, refused };
}

it('tries what failed again as it is while a store is away, however often, without reading it anew', async () => {
  const { delivery, gathered, tried } = deliveryTo({ isReachable: false, failures: 20 });
  await vi.advanceTimersByTimeAsync(300_000);
  expect(delivery.state).toMatchObject({ sequence: 3, failingSinceMs: undefined });
  expect(gathered).toHaveLength(1);
  expect(new Set(tried)).toEqual(new Set(gathered));
  expect(tried).toHaveLength(21);
  await delivery.close();
});

it('tries records one by one when a store that answers does not take them together, and puts aside the one it never takes', async () => {
  const { delivery, tried, refused } = deliveryTo({ isReachable: true, failures: 6 });
  await vi.advanceTimersByTimeAsync(300_000);
  expect(refused).toEqual([1]);
  expect(tried.map(({ items }) => items.length)).toEqual([3, 3, 3, 1, 1, 1, 1, 1]);
  expect(delivery.state.sequence).toBe(3);
  await delivery.close();
});
