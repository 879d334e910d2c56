import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { recalibrate, recalibrated } from './recalibrate.js';
import type { PastPrediction } from './watch-limits.js';

/** Predictions whose true probability is `truth(said)`. */
function predictions(count: number, truth: (said: number) => number): PastPrediction[] {
  const next = randomNumbers(count);
  return Array.from({ length: count }, (_, at) => {
    const probability = 0.05 + 0.45 * (next() + 1);
    return { cyclesBack: count - at, probability, came: (next() + 1) / 2 < truth(probability) };
  });
}

describe('recalibration of breach probabilities', () => {
  it('leaves honest probabilities as they are, and says that they have skill', () => {
    const past = recalibrate(predictions(2_000, (said) => said));
    expect(past.skill).toBeGreaterThan(0.2);
    for (const said of [0.1, 0.5, 0.9])
      expect(Math.abs(recalibrated(past.recalibration, said) - said)).toBeLessThan(0.05);
  });

  it('draws overconfident ones towards what came', () => {
    const past = recalibrate(predictions(2_000, (said) => 0.3 + 0.4 * said));
    expect(recalibrated(past.recalibration, 0.9)).toBeLessThan(0.75);
    expect(recalibrated(past.recalibration, 0.1)).toBeGreaterThan(0.25);
  });

  it('draws what was as sure as can be, and mostly wrong, towards what came instead of running away', () => {
    // As networks speak of machines that they have not learnt from: all or nothing.
    const sure = (came: boolean, probability: number, count: number): PastPrediction[] =>
      Array.from({ length: count }, (_, at) => ({ cyclesBack: at, probability, came }));
    const past = [
      ...sure(false, 1e-6, 9_000),
      ...sure(true, 1e-6, 600),
      ...sure(false, 1 - 1e-6, 600),
      ...sure(true, 1 - 1e-6, 200),
    ];
    const { recalibration } = recalibrate(past);
    expect(recalibrated(recalibration, 1e-6)).toBeCloseTo(0.0625, 2);
    expect(recalibrated(recalibration, 1 - 1e-6)).toBeCloseTo(0.25, 1);
    expect(recalibration.slope).toBeLessThan(0.2);
  });

  it('finds no skill in guesses', () => {
    const past = recalibrate(predictions(2_000, () => 0.3));
    expect(past.skill).toBeLessThan(0.01);
    expect(Math.abs(recalibrated(past.recalibration, 0.9) - 0.3)).toBeLessThan(0.08);
  });

  it('does not flatten a probability larger than any that the past knew', () => {
    // A calm past: small probabilities, and guesses.
    const calm = predictions(2_000, () => 0.2).map((one) => ({ ...one, probability: one.probability / 3 }));
    const { recalibration } = recalibrate(calm);
    expect(recalibrated(recalibration, 0.3)).toBeLessThan(0.3);
    expect(recalibrated(recalibration, 0.99)).toBeGreaterThan(0.9);
  });

  it('never turns more likely into less likely', () => {
    const { recalibration } = recalibrate(predictions(2_000, (said) => 1 - said));
    expect(recalibration.slope).toBe(0);
  });

  it('does not know its skill where nothing ever came, or nothing was predicted', () => {
    expect(recalibrate(predictions(200, () => 0)).skill).toBeUndefined();
    expect(recalibrate([])).toMatchObject({
      skill: undefined,
      judged: 0,
      events: 0,
      recalibration: { intercept: 0, slope: 1 },
    });
  });

  it('judges each part of the past by what was known before it alone', () => {
    const past = predictions(800, (said) => said);
    const newest = past.map((one, at) => (at >= 700 ? { ...one, came: !one.came } : one));
    // The last block alone is turned round, so at most its share of the score may change.
    const before = recalibrate(past).skill ?? Number.NaN;
    const after = recalibrate(newest).skill ?? Number.NaN;
    expect(after).toBeLessThan(before);
    expect(recalibrate(past.map((one) => ({ ...one, came: !one.came }))).skill).toBeLessThan(0.02);
  });
});
