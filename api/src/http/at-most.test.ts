import { expect, it } from 'vitest';
import { atMost } from './at-most.js';

it('lets so many run at once, tells one more when to come again, and lets it in once another has ended, also badly', async () => {
  const inTurn = atMost(2, 'models are taken');
  const ends: (() => void)[] = [];
  const held = () => inTurn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const first = held();
  const second = inTurn(() => new Promise<void>((_, reject) => ends.push(() => reject(new Error('broken off')))));
  await expect(held()).rejects.toMatchObject({
    problemType: 'too-many-requests',
    message: '2 models are taken just now: send it again in 10 s.',
    retryAfterSeconds: 10,
  });
  ends.forEach((end) => end());
  await first;
  await expect(second).rejects.toThrow('broken off');
  await expect(inTurn(() => Promise.resolve(7))).resolves.toBe(7);
});
