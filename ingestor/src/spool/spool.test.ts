import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Spool } from './spool.js';
import { append, plain, readAll, useSpoolFolder } from './testing/spool-fixture.js';

describe('the spool', () => {
  const folder = useSpoolFolder();

  it('writes small groups over zeros put there before, and ends its files behind the last record', async () => {
    const spool = await folder.open({ segmentBytes: 3 * 1024 ** 2 });
    await append(spool, 'a');
    const [segment] = spool.segments;
    if (!segment) throw new Error('a spool has a segment');
    const lengthOf = async (): Promise<number> => (await stat(segment.file)).size;
    const ahead = await lengthOf();
    expect(ahead).toBeGreaterThan(segment.bytes);
    await append(spool, 'b');
    expect(await lengthOf()).toBe(ahead);
    expect(ahead).toBeLessThanOrEqual(3 * 1024 ** 2);
    // A long group does not pay for zeros.
    await append(spool, 'c'.repeat(2 * 1024 ** 2));
    expect(await lengthOf()).toBe(segment.bytes);
    await append(spool, 'd');
    await spool.seal(Number.POSITIVE_INFINITY);
    expect(await lengthOf()).toBe(segment.bytes);
  });

  it('gives records consecutive sequences and reads them back in order, after a restart too', async () => {
    const first = await folder.open();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((text) => append(first, text)));
    expect(outcomes).toEqual([1, 2, 3].map((sequence) => ({ kind: 'durable', sequence })));
    await first.close();
    const second = await folder.open();
    expect(await append(second, 'd')).toEqual({ kind: 'durable', sequence: 4 });
    expect(await readAll(second)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(await readAll(second, 2)).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
  });

  it('pays one sync for records that arrive together', async () => {
    let syncs = 0;
    const spool = await folder.open({
      files: {
        ...plain,
        sync(handle) {
          syncs += 1;
          return plain.sync(handle);
        },
      },
    });
    await Promise.all(Array.from({ length: 200 }, (_, i) => append(spool, String(i))));
    expect(syncs).toBeLessThan(5);
  });

  it('goes on in new segments, removes delivered ones, and keeps counting when all are gone', async () => {
    const spool = await folder.open({ segmentBytes: 300 });
    for (let i = 0; i < 10; i++) await append(spool, 'x'.repeat(100));
    expect(spool.segments.length).toBeGreaterThan(3);
    await spool.seal(Number.POSITIVE_INFINITY);
    for (const segment of spool.segments.filter(({ sealed }) => sealed)) await spool.remove(segment);
    await spool.close();
    const again = await folder.open();
    expect(await append(again, 'y')).toEqual({ kind: 'durable', sequence: 11 });
    expect(await readAll(again, 10)).toEqual([[11, 'y']]);
  });

  it('refuses what does not fit its bound, and takes it after a delivery', async () => {
    const spool = await folder.open({ maxBytes: 1_000 });
    expect(await append(spool, 'x'.repeat(700))).toMatchObject({ kind: 'durable' });
    expect(await append(spool, 'x'.repeat(700))).toEqual({ kind: 'full' });
    await spool.seal(Number.POSITIVE_INFINITY);
    await spool.remove(spool.segments[0] as Spool['segments'][number]);
    expect(await append(spool, 'x'.repeat(700))).toEqual({ kind: 'durable', sequence: 2 });
  });

  it('starts above what sinks have already seen under its name', async () => {
    const spool = await folder.open({ aboveSequence: 41 });
    expect(await append(spool, 'a')).toEqual({ kind: 'durable', sequence: 42 });
    expect(await readAll(spool, 41)).toEqual([[42, 'a']]);
  });

  it('reads records that are longer than its window', async () => {
    const spool = await folder.open();
    await append(spool, 'x'.repeat(5_000));
    await append(spool, 'y');
    expect((await readAll(spool, 0, 100)).map(([sequence, body]) => [sequence, body.length])).toEqual([
      [1, 5_000],
      [2, 1],
    ]);
  });
});
