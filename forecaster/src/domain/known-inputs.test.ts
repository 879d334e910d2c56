import { describe, expect, it } from 'vitest';
import { fillDriver } from './known-inputs.js';

describe('a driver with gaps', () => {
  it('keeps its last value over a gap in the past and takes the first one before it', () => {
    const filled = fillDriver(Float64Array.of(NaN, 3, NaN, 4, 5), 3, 'refuse');
    expect(filled.kind === 'filled' && Array.from(filled.values)).toEqual([3, 3, 3, 4, 5]);
  });

  it('names the first step of the horizon that is not known', () => {
    expect(fillDriver(Float64Array.of(1, 2, 3, NaN), 2, 'refuse')).toEqual({ kind: 'unknown', step: 3 });
  });
});
