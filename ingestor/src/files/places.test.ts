import { expect, it } from 'vitest';
import { openPlaces } from './places.js';

function held(): { work: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

it('does so much at once, lets so many wait in order, and tells the rest no', async () => {
  const { take } = openPlaces({ places: 1, waiting: 1 });
  const done: string[] = [];
  const first = held();
  const one = take(() => first.work().then(() => void done.push('first')));
  const two = take(async () => void done.push('second'));
  expect(take(async () => undefined)).toBeUndefined();
  first.end();
  await Promise.all([one, two]);
  expect(done).toEqual(['first', 'second']);
  expect(await take(async () => 'free again')).toBe('free again');
});

it('frees the place of work that fails', async () => {
  const { take } = openPlaces({ places: 1, waiting: 0 });
  await expect(take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await take(async () => 'free again')).toBe('free again');
});
