import { describe, expect, it } from 'vitest';
import { scratch, scratchFloats, withScratch } from './scratch.js';

describe('scratch', () => {
  it('is used again by the next batch, never twice by one', async () => {
    const first = await withScratch(async () => {
      const [some, others, floats] = [scratch(100), scratch(300_000), scratchFloats(7)];
      some.fill(1);
      others.fill(2);
      floats.fill(3);
      expect(new Set(some)).toEqual(new Set([1]));
      expect(new Set(others)).toEqual(new Set([2]));
      return { some, others };
    });
    await withScratch(async () => {
      expect(scratch(100).buffer).toBe(first.some.buffer);
      // It still fits where the larger one was.
      expect(scratch(200_000).buffer).toBe(first.others.buffer);
    });
  });

  it('is kept as long as any of several batches at work', async () => {
    const late = withScratch(async () => {
      const mine = scratch(50).fill(7);
      await withScratch(async () => void scratch(50).fill(1));
      await withScratch(async () => void scratch(50).fill(2));
      return Array.from(mine);
    });
    expect(new Set(await late)).toEqual(new Set([7]));
  });

  it('is begun anew after a batch that failed', async () => {
    let used: ArrayBufferLike | undefined;
    const failing = withScratch(async () => {
      used = scratch(10).buffer;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await withScratch(async () => expect(scratch(10).buffer).toBe(used));
  });

  it("is the caller's to keep outside of a batch", async () => {
    const mine = scratch(10);
    mine.fill(5);
    await withScratch(async () => void scratch(10).fill(1));
    scratch(10).fill(2);
    expect(new Set(mine)).toEqual(new Set([5]));
  });

  it('gives back what one huge batch took', async () => {
    const huge = await withScratch(async () => scratch(9_000_000).buffer);
    await withScratch(async () => expect(scratch(9_000_000).buffer).not.toBe(huge));
  });
});
