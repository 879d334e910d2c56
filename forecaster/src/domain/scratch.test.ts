import { describe, expect, it } from 'vitest';
import { openScratch } from './scratch.js';

describe('scratch', () => {
  const scratch = openScratch();

  it('is used again by the next piece of work, never twice by one', async () => {
    const first = await scratch.during(async () => {
      const [some, others, floats] = [scratch.numbers(100), scratch.numbers(300_000), scratch.floats(7)];
      some.fill(1);
      others.fill(2);
      floats.fill(3);
      expect(new Set(some)).toEqual(new Set([1]));
      expect(new Set(others)).toEqual(new Set([2]));
      return { some, others };
    });
    await scratch.during(async () => {
      expect(scratch.numbers(100).buffer).toBe(first.some.buffer);
      // It still fits where the larger one was.
      expect(scratch.numbers(200_000).buffer).toBe(first.others.buffer);
    });
  });

  it('is kept as long as any of several that are at work', async () => {
    const late = scratch.during(async () => {
      const mine = scratch.numbers(50).fill(7);
      await scratch.during(async () => void scratch.numbers(50).fill(1));
      await scratch.during(async () => void scratch.numbers(50).fill(2));
      return Array.from(mine);
    });
    expect(new Set(await late)).toEqual(new Set([7]));
  });

  it('is begun anew after one that failed', async () => {
    let used: ArrayBufferLike | undefined;
    const failing = scratch.during(async () => {
      used = scratch.numbers(10).buffer;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await scratch.during(async () => expect(scratch.numbers(10).buffer).toBe(used));
  });

  it("is the caller's to keep where nothing is at work", async () => {
    const mine = scratch.numbers(10);
    mine.fill(5);
    await scratch.during(async () => void scratch.numbers(10).fill(1));
    scratch.numbers(10).fill(2);
    expect(new Set(mine)).toEqual(new Set([5]));
  });

  it('gives back what a huge one took', async () => {
    const huge = await scratch.during(async () => scratch.numbers(9_000_000).buffer);
    await scratch.during(async () => expect(scratch.numbers(9_000_000).buffer).not.toBe(huge));
  });
});
