import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whileRunning } from './running.js';

const readings = (values: readonly number[], everyMs = 10, firstMs = 0) => ({
  timesMs: Float64Array.from(values, (_, at) => firstMs + at * everyMs),
  values: Float64Array.from(values),
});
const always = { above: 0, settlesMs: 0 };

describe('readings while an asset runs', () => {
  it('are missing while it stands, and keep their times', () => {
    const { timesMs, values } = whileRunning(readings([1, 2, 3, 4, 5]), readings([50, 0, 0, 50], 10, 5), always);
    expect([...values]).toEqual([1, 2, Number.NaN, Number.NaN, 5]);
    expect([...timesMs]).toEqual([0, 10, 20, 30, 40]);
  });

  it('count again only when it has settled after its start', () => {
    const settling = { above: 0, settlesMs: 15 };
    const { values } = whileRunning(readings([1, 2, 3, 4, 5]), readings([50, 0, 50], 10), settling);
    expect([...values]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 5]);
  });

  it('all count where nothing is known of its state, and a lost reading of the state changes nothing', () => {
    expect([...whileRunning(readings([1, 2]), readings([]), always).values]).toEqual([1, 2]);
    const lost = readings([0, Number.NaN, 50], 10);
    expect([...whileRunning(readings([1, 2, 3]), lost, always).values]).toEqual([Number.NaN, Number.NaN, 3]);
  });

  it('are those whose newest state lies above the bound, whatever the times of both', () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 40 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, times, fc.infiniteStream(fc.boolean()), (own, ofStates, runs) => {
        const states = ofStates.map((timeMs) => ({ timeMs, value: runs.next().value ? 50 : 0 }));
        const { values } = whileRunning(
          { timesMs: Float64Array.from(own), values: new Float64Array(own.length).fill(7) },
          { timesMs: Float64Array.from(ofStates), values: Float64Array.from(states, ({ value }) => value) },
          always,
        );
        own.forEach((timeMs, at) => {
          const newest = states.findLast((state) => state.timeMs <= timeMs);
          expect(values[at]).toBe(newest?.value === 0 ? Number.NaN : 7);
        });
      }),
    );
  });
});
