import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RecentRecord } from '../sinks/recent-records.js';
import { keptUp } from './kept-up.js';

/** Rows take 80 of 100 bytes, the store has what came before sequence 10, and the next record is in memory. */
const behind = () => ({ bytes: 80, sequence: 10, failingSinceMs: undefined as number | undefined, inMemory: true });

let state = behind();
let closed = false;
const wait = async () => {
  let resolved = false;
  const waiting = Promise.resolve(
    keptUp({
      recent: {
        get bytes() {
          return state.bytes;
        },
        get: (sequence) => (state.inMemory && sequence > state.sequence ? ({ sequence } as RecentRecord) : undefined),
      },
      memoryBytes: 100,
      sink: () => state,
      closed: () => closed,
    }),
  ).then(() => (resolved = true));
  await vi.advanceTimersByTimeAsync(100);
  const atOnce = resolved;
  return { atOnce, waiting, isOver: () => resolved };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  state = behind();
  closed = false;
});
afterEach(() => vi.useRealTimers());

it('holds a sender up until a store that works has caught up', async () => {
  const { atOnce, isOver } = await wait();
  expect(atOnce).toBe(false);
  state.bytes = 70;
  await vi.advanceTimersByTimeAsync(10);
  expect(isOver()).toBe(true);
});

it('holds nobody up for longer than a second', async () => {
  const { isOver } = await wait();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isOver()).toBe(true);
});

it.each([
  ['keeps up', () => (state.bytes = 75)],
  ['is down', () => (state.failingSinceMs = 1)],
  ['is so far behind that it reads from the spool', () => (state.inMemory = false)],
  ['is being closed', () => (closed = true)],
])('holds nobody up when the store %s', async (_, change) => {
  change();
  expect((await wait()).atOnce).toBe(true);
});
