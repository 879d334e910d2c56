import { CUSUM_ALARM, Z_ALARM } from '@wellhead/contracts';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { beginChannel, warmUpReadings } from './begin-channel.js';
import { openScorer, type ChannelScores, type ChannelSteps } from './score-readings.js';

const scorer = openScorer();
/** Readings that a signal without a season is learnt from. */
const WARM_UP = 20;
afterAll(() => scorer.close());

/** Sum of twelve uniform numbers: normal enough, deviation 2 / √12 × √12 / 2 = 1. */
const normals = (seed: number): (() => number) => {
  const next = randomNumbers(seed);
  return () => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one) / 2;
};
const profile = (seasonSteps: number, at: number): number =>
  seasonSteps === 1 ? 0 : 40 * Math.sin((2 * Math.PI * at) / seasonSteps);

/** Begins with the first values and makes steps of the others. */
function stepsOf(values: readonly number[], seasonSteps: number, elapsed?: readonly number[]): ChannelSteps {
  const warm = warmUpReadings(values, seasonSteps) ?? values.length;
  const phases = values.map((_, at) => at % seasonSteps);
  const { state, centre, unit } = beginChannel(values.slice(0, warm), phases, seasonSteps);
  return {
    state,
    values: Float32Array.from(values.slice(warm), (value) => (value - centre) / unit),
    elapsed: Float32Array.from(values.slice(warm), (_, at) => elapsed?.[warm + at] ?? 1),
    phases: Float32Array.from(phases.slice(warm)),
  };
}
async function scoresOf(
  values: readonly number[],
  seasonSteps = 1,
  elapsed?: readonly number[],
): Promise<ChannelScores> {
  const [scores] = await scorer.score({ seasonSteps, channels: [stepsOf(values, seasonSteps, elapsed)] });
  if (!scores) throw new Error('one channel, one result');
  return scores;
}
const series = (length: number, seasonSteps: number, seed: number, level = 1_000): number[] => {
  const next = normals(seed);
  return Array.from({ length }, (_, at) => level + profile(seasonSteps, at) + 3 * next());
};

describe('anomaly scores', () => {
  it.each([1, 7, 24])('of a signal with a season of %d are those of a standard normal number', async (seasonSteps) => {
    const { z, cusum } = await scoresOf(series(3_000, seasonSteps, 5), seasonSteps);
    const settled = Array.from(z.slice(500));
    const mean = settled.reduce((sum, one) => sum + one, 0) / settled.length;
    const deviation = Math.sqrt(settled.reduce((sum, one) => sum + (one - mean) ** 2, 0) / settled.length);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    // The larger of two spreads counts, which is a little more than the true one.
    expect(deviation).toBeGreaterThan(0.85);
    expect(deviation).toBeLessThan(1.15);
    expect(settled.filter((one) => Math.abs(one) > Z_ALARM)).toEqual([]);
    expect(Math.max(...cusum.slice(500).map(Math.abs))).toBeLessThan(CUSUM_ALARM);
  });

  it('name a spike by its size and side, and forget it: the next readings are no anomalies', async () => {
    const values = series(400, 1, 7);
    values[300] = 1_000 - 30;
    const { z, cusum } = await scoresOf(values);
    const at = 300 - WARM_UP;
    expect(z[at]).toBeLessThan(-Z_ALARM);
    expect(Math.max(...z.slice(at + 1, at + 20).map(Math.abs))).toBeLessThan(Z_ALARM);
    expect(Math.abs(cusum[at + 1] ?? 0)).toBeLessThan(CUSUM_ALARM);
  });

  it('do not cry wolf over a signal whose tails are heavy, and still see what is far beyond them', async () => {
    const next = normals(23);
    // Log-normal: one in a hundred is ten times the usual.
    const values = Array.from({ length: 3_000 }, () => 100 * Math.exp(next()));
    values[2_500] = 20_000;
    const { z } = await scoresOf(values);
    const at = 2_500 - WARM_UP;
    const alarms = Array.from(z.slice(400)).filter((one) => Math.abs(one) > Z_ALARM).length;
    expect(alarms).toBeLessThan(16);
    expect(z[at]).toBeGreaterThan(Z_ALARM);
  });

  it('find a shift too small for one reading by what adds up, within fifteen readings', async () => {
    const values = series(400, 1, 9).map((value, at) => (at < 300 ? value : value + 12));
    const { cusum } = await scoresOf(values);
    const at = 300 - WARM_UP;
    expect(Math.max(...cusum.slice(0, at).map(Math.abs))).toBeLessThan(CUSUM_ALARM);
    expect(Math.max(...cusum.slice(at, at + 15))).toBeGreaterThan(CUSUM_ALARM);
  });

  it('are milder after a gap, the longer it was', async () => {
    const values = series(60, 1, 11);
    values[59] = 1_020;
    const gap = async (steps: number): Promise<number> =>
      (
        await scoresOf(
          values,
          1,
          values.map((_, at) => (at === 59 ? steps : 1)),
        )
      ).z.at(-1) as number;
    expect(await gap(1)).toBeGreaterThan(await gap(4));
    expect(await gap(4)).toBeGreaterThan(await gap(16));
  });

  it('do not move for a step without a reading', async () => {
    const steps = stepsOf(series(60, 7, 13), 7);
    const [before] = await scorer.score({ seasonSteps: 7, channels: [steps] });
    const nothing = {
      ...steps,
      state: before?.state ?? steps.state,
      values: Float32Array.of(Number.NaN),
      elapsed: Float32Array.of(1),
      phases: Float32Array.of(0),
    };
    const [after] = await scorer.score({ seasonSteps: 7, channels: [nothing] });
    expect(after?.state).toEqual(before?.state);
  });

  it('are the same in one run, reading by reading with the state handed on, and beside other channels', async () => {
    const steps = stepsOf(series(60, 7, 15), 7);
    const other = stepsOf(series(80, 7, 17), 7);
    const [alone] = await scorer.score({ seasonSteps: 7, channels: [steps] });
    const [, beside] = await scorer.score({ seasonSteps: 7, channels: [other, steps] });
    expect(beside).toEqual(alone);
    const z: number[] = [];
    let { state } = steps;
    for (let at = 0; at < steps.values.length; at += 1) {
      const one = {
        state,
        values: steps.values.slice(at, at + 1),
        elapsed: steps.elapsed.slice(at, at + 1),
        phases: steps.phases.slice(at, at + 1),
      };
      const [next] = await scorer.score({ seasonSteps: 7, channels: [one] });
      state = next?.state ?? state;
      z.push(next?.z[0] ?? Number.NaN);
    }
    expect(z).toEqual(Array.from(alone?.z ?? []));
    expect(state).toEqual(alone?.state);
  });

  it('are numbers whatever comes: constants, zeros, tiny, huge and wild values', async () => {
    const value = fc.oneof(
      fc.constant(0),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.constantFrom(1e-300, 5e5, -1),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 30, maxLength: 60 }),
        fc.constantFrom(1, 3),
        async (values, seasonSteps) => {
          const { z, cusum, expected, state } = await scoresOf(values, seasonSteps);
          for (const numbers of [z, cusum, expected, state])
            expect(Array.from(numbers).every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are calm about a signal that wanders, and about one that comes and goes with the day', async () => {
    const next = normals(29);
    let slow = 0;
    const wandering = Array.from({ length: 3_000 }, () => (slow = 0.985 * slow + next()) + 0.3 * next());
    const daily = Array.from({ length: 3_000 }, (_, at) => 9 * Math.sin((2 * Math.PI * at) / 144) + 4 * next());
    for (const values of [wandering, daily]) {
      const { z, cusum } = await scoresOf(values);
      expect(Math.max(...z.map(Math.abs))).toBeLessThan(Z_ALARM);
      expect(Math.max(...cusum.map(Math.abs))).toBeLessThan(CUSUM_ALARM);
    }
  });

  it('do not take one step of a signal that is rounded for an anomaly, however long it stood', async () => {
    const values = Array.from({ length: 900 }, (_, at) => (at < 20 ? at % 2 : at > 800 && at % 3 === 0 ? 1 : 0) / 10);
    const { z, cusum } = await scoresOf(values.map((value) => value + 5));
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(Z_ALARM);
    expect(Math.max(...cusum.map(Math.abs))).toBeLessThan(CUSUM_ALARM);
  });

  it('wait for a signal that is 0 until it has been something else for a few readings', () => {
    const zeros = new Array<number>(300).fill(0);
    expect(warmUpReadings(zeros, 1)).toBeUndefined();
    expect(warmUpReadings([...zeros, 5, 0, 7, 7, 0, 9, 4, 3], 1)).toBe(307);
  });

  it.each([1e-9, 1e12])('do not depend on the scale: %d', async (scale) => {
    const values = series(100, 7, 19);
    const base = await scoresOf(values, 7);
    const scaled = await scoresOf(
      values.map((one) => one * scale),
      7,
    );
    scaled.z.forEach((z, at) => expect(z).toBeCloseTo(base.z[at] as number, 3));
  });
});
