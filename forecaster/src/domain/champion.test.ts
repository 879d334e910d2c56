import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { maseOf, naiveError, pinballLoss, pointErrors } from './accuracy.js';
import { BASELINE, BOTTOM_UP, judge, type Candidate, type JudgedSeries } from './champion.js';
import { lastCycles, newestOf, sumOf, type RollingForecast } from './rolling.js';

const next = randomNumbers(8);
const values = Float64Array.from({ length: 70 * 7 }, () => 50 + 10 * next());
const series: JudgedSeries = { values, seasonSteps: 7, cycleSteps: 7, nonNegative: false, addsUp: false };
/** Always says the same. */
const says = (value: number, cycles = 70): RollingForecast => ({
  cycles,
  horizonSteps: 7,
  firstOrigin: 0,
  values: new Float64Array(cycles * 7).fill(value),
});
const championOf = (candidates: readonly Candidate[], of: JudgedSeries = series): string => {
  const verdict = judge(candidates, of);
  return verdict.kind === 'judged' ? verdict.champion.model : verdict.reason;
};

describe('the champion', () => {
  it('is the model with the smaller error over the same origins', () => {
    expect(
      championOf([
        { model: BASELINE, rolling: says(60) },
        { model: 'other@1', rolling: says(50) },
      ]),
    ).toBe('other@1');
    expect(
      championOf([
        { model: BASELINE, rolling: says(50) },
        { model: 'other@1', rolling: says(60) },
      ]),
    ).toBe(BASELINE);
  });

  it('is the baseline when a model is only as good', () => {
    expect(
      championOf([
        { model: 'other@1', rolling: says(50) },
        { model: BASELINE, rolling: says(50) },
      ]),
    ).toBe(BASELINE);
  });

  it('is the sum of the parts where there is one, so that parts add up, with the others scored beside it', () => {
    const verdict = judge(
      [
        { model: BASELINE, rolling: says(50) },
        { model: BOTTOM_UP, rolling: sumOf([says(30), says(25)]) },
      ],
      series,
    );
    expect(verdict).toMatchObject({ kind: 'judged', champion: { model: BOTTOM_UP }, baseline: { model: BASELINE } });
    expect(verdict.kind === 'judged' && verdict.champion.mean[0]).toBe(55);
  });

  it('is never a model whose numbers are none', () => {
    expect(
      championOf([
        { model: 'broken@1', rolling: says(Number.NaN) },
        { model: BASELINE, rolling: says(90) },
      ]),
    ).toBe(BASELINE);
    expect(championOf([{ model: 'broken@1', rolling: says(Number.NaN) }])).toMatch(/no model gave finite numbers/);
  });

  it('has a score that says how it compares, how often intervals held and over how many origins', () => {
    const verdict = judge([{ model: BASELINE, rolling: says(50) }], series);
    const score = verdict.kind === 'judged' ? verdict.champion.score : undefined;
    expect(score?.origins).toBe(69);
    expect(score?.mase).toBeGreaterThan(0.5);
    expect(score?.mase).toBeLessThan(1);
    expect(score?.coverage['0.8']?.n).toBe(9 * 7);
  });

  it('has a pinball loss where it has intervals, and none where it has not', () => {
    const verdict = judge(
      [
        { model: BASELINE, rolling: says(60) },
        { model: 'best@1', rolling: says(50) },
        { model: 'other@1', rolling: says(55) },
      ],
      series,
    );
    const pinballs = verdict.kind === 'judged' ? verdict.scores.map(({ model, pinball }) => [model, pinball]) : [];
    expect(Object.fromEntries(pinballs)).toEqual({
      'combination@1': expect.any(Number),
      [BASELINE]: expect.any(Number),
      'best@1': null,
      'other@1': null,
    });
  });

  it('of a signal that cannot be negative says zero instead', () => {
    const verdict = judge([{ model: BASELINE, rolling: says(-3) }], { ...series, nonNegative: true });
    expect(verdict.kind === 'judged' && Array.from(verdict.champion.mean)).toEqual(new Array(7).fill(0));
  });
});

describe('accuracy', () => {
  it('compares each forecast with what came after it', () => {
    const actual = Float64Array.from({ length: 28 }, (_, step) => step);
    const perfect: RollingForecast = {
      cycles: 4,
      horizonSteps: 7,
      firstOrigin: 0,
      values: Float64Array.from({ length: 28 }, (_, at) => at + 7),
    };
    expect(pointErrors(perfect, actual, 7)).toEqual({ meanAbsolute: 0, rootMeanSquare: 0, wape: 0, n: 21 });
    const off = { ...perfect, values: perfect.values.map((value) => value + 2) };
    expect(pointErrors(off, actual, 7).meanAbsolute).toBe(2);
    expect(pointErrors(off, actual, 7, 2).n).toBe(7);
  });

  it('measures against the seasonal naive error of the history, null where that is none', () => {
    const actual = Float64Array.from({ length: 28 }, (_, step) => step);
    expect(naiveError(actual, 7)).toBe(7);
    expect(maseOf(3.5, 7)).toBe(0.5);
    expect(maseOf(3.5, naiveError(new Float64Array(28), 7))).toBeNull();
  });

  it('has no relative error where nothing but zeros came', () => {
    expect(pointErrors(says(1, 4), new Float64Array(28), 7)).toMatchObject({ wape: null, meanAbsolute: 1 });
  });

  it('punishes a high quantile more for what lies above it', () => {
    expect(pinballLoss(0.9, 10, 20)).toBeCloseTo(9);
    expect(pinballLoss(0.9, 20, 10)).toBeCloseTo(1);
  });
});

describe('sums of rolling forecasts', () => {
  it('line up at the newest origin and have the length of the shortest part', () => {
    const long = { ...says(0, 5), values: Float64Array.from({ length: 35 }, (_, at) => Math.floor(at / 7)) };
    const sum = sumOf([long, says(10, 3)]);
    expect(sum.cycles).toBe(3);
    expect([0, 7, 14].map((at) => sum.values[at])).toEqual([12, 13, 14]);
    expect(newestOf(sum)[0]).toBe(14);
    expect(lastCycles({ ...long, firstOrigin: 3 }, 3).firstOrigin).toBe(1);
  });
});
