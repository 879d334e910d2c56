import { describe, expect, it } from 'vitest';
import type { SeriesForecast, SeriesOutcome } from './forecast-batch.js';
import { packOutcomes } from './pack-outcomes.js';

const forecast = (from: number): SeriesForecast => ({
  model: 'theta@1',
  mean: Float64Array.of(from, from + 1),
  quantiles: Array.from({ length: 7 }, (_, at) => Float64Array.of(from + at, from + at + 0.5)),
  calibrated: true,
  origins: 60,
  score: { model: 'theta@1', mase: 1, wape: null, pinball: null, origins: 60, coverage: {} },
});

const outcomes: readonly SeriesOutcome[] = [
  {
    kind: 'forecast',
    champion: forecast(1),
    baseline: forecast(10),
    shown: [forecast(20), forecast(30)],
    scores: [],
    watches: [],
    decomposition: {
      trend: Float64Array.of(1, 2, 3),
      season: Float64Array.of(4, 5, 6),
      remainder: Float64Array.of(7, Number.NaN, 9),
    },
    failures: [],
  },
  { kind: 'failed', reason: 'no numbers' },
  {
    kind: 'forecast',
    champion: forecast(40),
    baseline: undefined,
    shown: [],
    scores: [],
    watches: [],
    decomposition: undefined,
    failures: ['ridge@1 failed'],
  },
];

describe('packed outcomes', () => {
  it('say the same, with all numbers of forecasts and histories in one buffer that both threads see', () => {
    const packed = packOutcomes(outcomes);
    expect(packed).toEqual(outcomes);
    const [first, , last] = packed as readonly (SeriesOutcome & { kind: 'forecast' })[];
    const { buffer } = first?.champion.mean ?? new Float64Array();
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(buffer.byteLength).toBe(8 * (5 * 8 * 2 + 9));
    expect(first?.decomposition?.remainder.buffer).toBe(buffer);
    expect(last?.champion.quantiles.at(-1)?.buffer).toBe(buffer);
    expect(structuredClone(packed)).toEqual(outcomes);
  });

  it('are nothing for nothing', () => {
    expect(packOutcomes([])).toEqual([]);
  });
});
