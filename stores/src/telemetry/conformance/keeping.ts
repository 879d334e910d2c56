import { expect, it } from 'vitest';
import type { Harness } from './harness.js';
import { BASE, SECOND, at, pairs, series } from './readings.js';

/** Promises about keeping: checkpoints, dropping old readings, callers that leave. */
export function keepingPromises(on: Harness): void {
  const { nextMeasurement, write } = on;
  it('remembers how far a sink has come, each sink for itself', async () => {
    const one = series(nextMeasurement());
    const [a, b] = [`a of ${one.measurement}`, `b "of", ${one.measurement}`] as const;
    expect(await on.store().checkpoint(a)).toBeUndefined();
    await write([at(one, BASE, 1)], { sink: a, sequence: 41 });
    await write([at(one, BASE + 1n, 1)], { sink: b, sequence: 7 });
    await write([at(one, BASE + 2n, 1)], { sink: a, sequence: 9_007_199_254_740_991 });
    await write([], { sink: b, sequence: 8 });
    expect(await on.store().checkpoint(a)).toBe(9_007_199_254_740_991);
    expect(await on.store().checkpoint(b)).toBe(8);
    expect((await on.store().series({})).filter(({ tags }) => Object.values(tags).includes(a))).toEqual([]);
  });

  it('drops readings older than an instant, and no others', async () => {
    const old = series(nextMeasurement());
    const kept = series(nextMeasurement());
    const start = 157_766_400n * SECOND;
    await write([
      at(old, start, 1),
      at(old, start + 5n, 2),
      at(kept, start + 9n, 3),
      at(kept, start + 10n, 4),
      at(kept, BASE, 5),
    ]);
    await write([at(kept, start + 8n, 6)]);
    await on.store().drop(start + 10n);
    if (!on.store().capabilities.exactDrop) return;
    const all = { fromNs: start - 10n, toNs: BASE + 1n, shape: { kind: 'raw' } } as const;
    expect(await on.store().read({ selector: { measurement: old.measurement }, ...all })).toEqual([]);
    expect(await on.store().series({ measurement: old.measurement })).toEqual([]);
    expect(await on.store().latest({ measurement: old.measurement })).toEqual([]);
    const left = await on.store().read({ selector: { measurement: kept.measurement }, ...all });
    expect(left.map((answer) => pairs(answer))).toEqual([
      [
        [start + 10n, 4],
        [BASE, 5],
      ],
    ]);
    await write([at(old, start + 2n, 7)]);
    expect(pairs((await on.store().latest({ measurement: old.measurement }))[0])).toEqual([[start + 2n, 7]]);
  });

  it('gives up a read whose caller has left', async () => {
    const one = series(nextMeasurement());
    await write([at(one, BASE, 1)]);
    const query = {
      selector: { measurement: one.measurement },
      fromNs: BASE,
      toNs: BASE + 1n,
      shape: { kind: 'raw' },
    } as const;
    await expect(on.store().read(query, AbortSignal.abort())).rejects.toThrow();
    expect((await on.store().read(query, new AbortController().signal)).length).toBe(1);
  });

  it('answers a ping', async () => {
    await expect(on.store().ping()).resolves.toBeUndefined();
  });
}
