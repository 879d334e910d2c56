import { describe, expect, it } from 'vitest';
import { openLimiter } from './limiter.js';

const patient = new AbortController().signal;

describe('a limiter', () => {
  it('runs so many at a time, the rest in order', async () => {
    const limiter = openLimiter(2);
    const finish: (() => void)[] = [];
    const began: number[] = [];
    const tasks = [0, 1, 2, 3].map((at) =>
      limiter.run(() => {
        began.push(at);
        return new Promise<void>((resolve) => (finish[at] = resolve));
      }, patient),
    );
    await Promise.resolve();
    expect([began, limiter.running, limiter.waiting]).toEqual([[0, 1], 2, 2]);
    finish[1]?.();
    await tasks[1];
    await Promise.resolve();
    expect(began).toEqual([0, 1, 2]);
    finish[0]?.();
    finish[2]?.();
    await Promise.all([tasks[0], tasks[2]]);
    await Promise.resolve();
    finish[3]?.();
    await Promise.all(tasks);
    expect([limiter.running, limiter.waiting]).toEqual([0, 0]);
  });

  it('gives up the place of one that no longer waits, and goes on after one that failed', async () => {
    const limiter = openLimiter(1);
    let fail = (): void => {};
    const first = limiter.run(() => new Promise((_, reject) => (fail = () => reject(new Error('broken')))), patient);
    const gone = new AbortController();
    const second = limiter.run(async () => 'never', gone.signal);
    const third = limiter.run(async () => 'third', patient);
    gone.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    fail();
    await expect(first).rejects.toThrow('broken');
    expect(await third).toBe('third');
  });

  it('does not begin for one that has left already', async () => {
    await expect(openLimiter(1).run(async () => 'x', AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  });
});
