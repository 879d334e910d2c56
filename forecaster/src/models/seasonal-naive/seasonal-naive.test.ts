import { describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { openSeasonalNaive } from './seasonal-naive.js';

describeModel(openSeasonalNaive);

describe('the seasonal naive forecast', () => {
  it('says of each step what came a season before the forecast', async () => {
    const series = Float64Array.from({ length: 28 }, (_, step) => step);
    const [rolling] = await openSeasonalNaive().forecast({
      shape: { seasonSteps: 7, cycleSteps: 7, horizonSteps: 8 },
      series: [series],
      addsUp: [false],
    });
    expect(Array.from(rolling?.values.slice(-8) ?? [])).toEqual([21, 22, 23, 24, 25, 26, 27, 21]);
    expect(Array.from(rolling?.values.slice(0, 8) ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
  });

  it('looks a season further back where a value is missing', async () => {
    const series = Float64Array.from({ length: 28 }, (_, step) => (step === 22 ? Number.NaN : step));
    const [rolling] = await openSeasonalNaive().forecast({
      shape: { seasonSteps: 7, cycleSteps: 7, horizonSteps: 2 },
      series: [series],
      addsUp: [false],
    });
    expect(Array.from(rolling?.values.slice(-2) ?? [])).toEqual([21, 15]);
  });
});
