import { describe, expect, it } from 'vitest';
import { createSeriesState } from './series-state.js';
import { stillSending } from './still-sending.js';

describe('series that may have readings from a time on', () => {
  const state = createSeriesState();
  const newest: readonly (readonly [id: number, timeNs: bigint])[] = [
    [0, 99n],
    [1, 100n],
    [2, 101n],
    [3, -5n],
  ];
  for (const [id, timeNs] of newest) {
    state.reserve(id, id === 3 ? 'integer' : 'float');
    state.setTime(id, timeNs);
  }
  state.reserve(4, 'float');

  it('leaves out those whose newest reading is older, and a type without any other', () => {
    expect(stillSending({ float: [0, 1, 2], integer: [3] }, 100n, state.timeOf)).toEqual({ float: [1, 2] });
  });

  it('keeps those of which no time is known', () => {
    expect(stillSending({ float: [0, 4, 1_000_000] }, 100n, state.timeOf)).toEqual({ float: [4, 1_000_000] });
  });

  it('keeps all that reach the time, before 1970 too', () => {
    expect(stillSending({ integer: [3] }, -5n, state.timeOf)).toEqual({ integer: [3] });
    expect(stillSending({ integer: [3] }, -4n, state.timeOf)).toEqual({});
  });
});
