import { QUANTILES } from '@wellhead/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { openLocalModels } from '../models/local-models.js';
import { randomNumbers } from '../../testing/made-series.js';
import { forecastBatch, type BatchSeries, type SeriesOutcome } from './forecast-batch.js';

/** Demand on a share of the days that changes slowly, of a size that is never small. */
function demand(days: number, seed: number): BatchSeries {
  const next = randomNumbers(seed);
  const values = Float64Array.from({ length: days }, (_, day) => {
    const share = 0.32 + 0.08 * Math.sin(day / 120 + seed);
    return (next() + 1) / 2 < share ? 20 + 10 * next() : 0;
  });
  return { values, nonNegative: true, addsUp: false, leaves: [] };
}

describe('intermittent demand in a batch', () => {
  const models = openLocalModels();
  afterAll(() => Promise.all(models.map((model) => model.close())));
  const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };
  const forecasts = async (): Promise<readonly Extract<SeriesOutcome, { kind: 'forecast' }>[]> => {
    const series = Array.from({ length: 12 }, (_, at) => demand(7 * 130, at + 1));
    const outcomes = await forecastBatch({ shape, series }, models);
    return outcomes.flatMap((outcome) => (outcome.kind === 'forecast' ? [outcome] : []));
  };

  it('is forecast by the models made for it, never as a week ago, with intervals that keep to zero', async () => {
    const made = await forecasts();
    expect(made).toHaveLength(12);
    const champions = made.map(({ champion }) => champion.model);
    expect(champions).not.toContain('seasonal-naive@1');
    expect(champions.filter((model) => model === 'croston@1' || model === 'combination@1').length).toBeGreaterThan(8);
    for (const { champion, baseline, scores } of made) {
      // The loss of the intervals: those of the baseline are wider, but of its size.
      expect(champion.score.pinball).toBeLessThan(baseline?.score.pinball ?? 0);
      expect(baseline?.score.pinball).toBeLessThan(3 * (champion.score.pinball ?? 0));
      expect(scores.map(({ model }) => model)).toContain('croston@1');
      const [low, upper] = [0.25, 0.9].map((level) => champion.quantiles[QUANTILES.indexOf(level as 0.25)]);
      // No demand on most days: the lower quartile is zero itself, and the interval ends above the mean.
      expect(Array.from(low ?? [])).toEqual(new Array(7).fill(0));
      champion.mean.forEach((mean, step) => expect(mean).toBeLessThan(upper?.[step] ?? 0));
      expect((champion.score.coverage['0.8']?.hit ?? 0) / (champion.score.coverage['0.8']?.n ?? 1)).toBeGreaterThan(
        0.77,
      );
    }
  });
});
