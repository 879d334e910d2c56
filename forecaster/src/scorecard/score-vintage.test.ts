import { QUANTILES, type Forecast } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalReadings } from '../domain/window.js';
import { scoreVintage } from './score-vintage.js';

const DAY = 86_400_000;
const CUTOFF = Date.UTC(2025, 0, 27);
const weekly = { seasonSteps: 7 };

/** Two steps: expected 10 and 20, intervals half as wide as the quantile is far from the middle, times 8. */
const vintage: Forecast = {
  asset: 'mill',
  measurement: 'flour',
  field: 'sacks',
  model: 'holt-winters@2',
  issuedAtMs: CUTOFF + DAY / 2,
  cutoffMs: CUTOFF,
  stepMs: DAY,
  mean: [10, 20],
  quantiles: Object.fromEntries(QUANTILES.map((at) => [String(at), [10 + 8 * (at - 0.5), 20 + 8 * (at - 0.5)]])),
  calibrated: true,
  origins: 104,
  runId: 'run',
};
/** Values by days from the cutoff. */
const readingsOf = (days: Readonly<Record<number, number>>): SignalReadings => {
  const rows = Object.entries(days)
    .map(([day, value]) => ({ timeMs: CUTOFF + Number(day) * DAY, value }))
    .sort((a, b) => a.timeMs - b.timeMs);
  return {
    timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
    values: Float64Array.from(rows, ({ value }) => value),
  };
};

describe('the judgement of a vintage', () => {
  it('sums errors, pinball, hits and interval scores over the steps that came', () => {
    const score = scoreVintage(vintage, weekly, readingsOf({ [-6]: 9, [-5]: 14, 1: 11, 2: 14 }), CUTOFF + 30 * DAY);
    expect(score).toMatchObject({ n: 2, settled: true, absoluteError: 7, error: 5, actual: 25 });
    // Intervals are 4, 6.4 and 7.6 wide; 14 lies 4, 2.8 and 2.2 below them.
    expect(score.hits).toEqual([1, 1, 1]);
    expect(score.intervalScores[0]).toBeCloseTo(2 * 4 + 4 * 4, 9);
    expect(score.intervalScores[1]).toBeCloseTo(2 * 6.4 + 10 * 2.8, 9);
    expect(score.intervalScores[2]).toBeCloseTo(2 * 7.6 + 40 * 2.2, 9);
    expect(score.firstError).toBe(-1);
    expect(score.firstHit80).toBe(true);
    const losses = [11, 14].flatMap((came, step) =>
      QUANTILES.map((at) => {
        const quantile = (vintage.quantiles[String(at)] as number[])[step] as number;
        return Math.max(at * (came - quantile), (at - 1) * (came - quantile));
      }),
    );
    expect(score.pinball).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / QUANTILES.length, 9);
  });

  it('compares with what came a season before the step, as it was known at the cutoff', () => {
    const known = readingsOf({ [-13]: 9, [-12]: 13, [-6]: 8, 1: 11, 2: 14 });
    const score = scoreVintage(vintage, weekly, known, CUTOFF + 30 * DAY);
    // Tuesday a week ago is missing: the one before stands in.
    expect(score.naiveAbsoluteError).toBe(3 + 1);
    expect(score.scale).toBe(1);
    expect(scoreVintage(vintage, weekly, readingsOf({ 1: 11 }), CUTOFF + 2 * DAY)).toMatchObject({
      naiveAbsoluteError: null,
      scale: null,
    });
  });

  it('stays open while a step is missing and not yet three steps late', () => {
    const first = readingsOf({ 1: 11 });
    expect(scoreVintage(vintage, weekly, first, CUTOFF + 1.5 * DAY)).toMatchObject({ n: 1, settled: false });
    expect(scoreVintage(vintage, weekly, first, CUTOFF + 5 * DAY)).toMatchObject({ n: 1, settled: false });
    expect(scoreVintage(vintage, weekly, first, CUTOFF + 5.1 * DAY)).toMatchObject({ n: 1, settled: true });
    expect(scoreVintage(vintage, weekly, undefined, CUTOFF + DAY)).toMatchObject({ n: 0, settled: false });
  });

  it('does not know readings of the future, nor those after the horizon', () => {
    const readings = readingsOf({ 1: 11, 2: 14, 3: 999 });
    expect(scoreVintage(vintage, weekly, readings, CUTOFF + 1.5 * DAY)).toMatchObject({ n: 1, absoluteError: 1 });
    expect(scoreVintage(vintage, weekly, readings, CUTOFF + 9 * DAY)).toMatchObject({ n: 2, absoluteError: 7 });
  });

  it('is the same whatever happens outside of history and horizon, and wider intervals hold at least as often', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (one, two, after) => {
        const score = scoreVintage(vintage, weekly, readingsOf({ 1: one, 2: two, 9: after }), CUTOFF + 30 * DAY);
        expect(score).toEqual(scoreVintage(vintage, weekly, readingsOf({ 1: one, 2: two }), CUTOFF + 30 * DAY));
        expect(score.hits).toEqual([...score.hits].sort((a, b) => a - b));
        expect(score.absoluteError).toBeGreaterThanOrEqual(Math.abs(score.error));
      }),
    );
  });
});
