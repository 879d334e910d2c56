import { expect, it, vi } from 'vitest';
import { openPlaces } from './places.js';

function held(): { work: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

it('does so much at once, lets so many wait in order, and tells the rest no', async () => {
  const { take } = openPlaces({ places: 1, waiting: 1, waitMs: 60_000 });
  const done: string[] = [];
  const first = held();
  const one = take(() => first.work().then(() => void done.push('first')));
  const two = take(async () => void done.push('second'));
  expect(await take(async () => 'third')).toBeUndefined();
  first.end();
  await Promise.all([one, two]);
  expect(done).toEqual(['first', 'second']);
  expect(await take(async () => 'free again')).toBe('free again');
});

it('frees the place of work that fails', async () => {
  const { take } = openPlaces({ places: 1, waiting: 0, waitMs: 0 });
  await expect(take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await take(async () => 'free again')).toBe('free again');
});

it('tells who waits too long no, and gives the place to the next', async () => {
  vi.useFakeTimers();
  const { take } = openPlaces({ places: 1, waiting: 5, waitMs: 10_000 });
  const first = held();
  const one = take(first.work);
  const two = take(async () => 'second');
  await vi.advanceTimersByTimeAsync(9_000);
  const three = take(async () => 'third');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await two).toBeUndefined();
  first.end();
  expect(await three).toBe('third');
  await one;
  vi.useRealTimers();
});
