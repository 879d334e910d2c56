import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { randomNumbers, weekly } from '../../../testing/made-series.js';
import { crostonModel } from './croston-graph.js';
import { demandGrid, type DemandParameters } from './demand-grid.js';
import { openCroston } from './croston.js';

describeModel(openCroston, { season: 'ignored' });

/** Demands of 2 to 6 on a share of the days. */
const now = (days: number, share: number, seed: number): Float64Array => {
  const next = randomNumbers(seed);
  return Float64Array.from({ length: days }, () => ((next() + 1) / 2 < share ? Math.round(4 + 2 * next()) : 0));
};

describe('the Croston graph', () => {
  it('does what is written in the README, with missing values', async () => {
    const shape = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 2 };
    const series = [now(140, 0.2, 1), now(140, 0.5, 2), now(140, 0.05, 3)];
    series[0]?.fill(Number.NaN, 50, 60);
    const session = await InferenceSession.create(crostonModel(shape), { logSeverityLevel: 3 });
    const { rolling, winner } = await session.run({
      y: new Tensor(
        'float32',
        Float32Array.from({ length: 420 }, (_, at) => series[at % 3]?.[Math.floor(at / 3)] ?? 0),
        [140, 3],
      ),
      initial_cycles: new Tensor('int64', BigInt64Array.of(4n), [1]),
    });
    await session.release();
    if (!rolling || !winner) throw new Error('the graph has all outputs');
    const grid = demandGrid(1);
    series.forEach((values, at) => {
      const byHand = grid.map((row) => demandByHand(values, row, 28));
      const chosen = byHand[Number((winner.data as BigInt64Array)[at])];
      expect(chosen?.loss).toBeCloseTo(Math.min(...byHand.map(({ loss }) => loss)), 1);
      chosen?.rates.forEach((rate, cycle) =>
        expect((rolling.data as Float32Array)[(at * 20 + cycle) * 2]).toBeCloseTo(rate, 3),
      );
    });
  });
});

describe('forecasts of intermittent demand', () => {
  const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };

  it('say what is demanded on the mean', async () => {
    const model = openCroston();
    const [rolling] = await model.forecast({ shape, series: [now(700, 0.25, 4)], addsUp: [false] });
    const newest = Array.from(rolling?.values.slice(-7) ?? []);
    expect(newest.reduce((sum, value) => sum + value, 0) / 7).toBeCloseTo(1, 0);
    await model.close();
  });

  it('fade where demand has ended', async () => {
    const model = openCroston();
    const ended = now(700, 0.25, 5).fill(0, 560);
    const [rolling] = await model.forecast({ shape, series: [ended], addsUp: [false] });
    for (const value of rolling?.values.slice(-7) ?? []) expect(value).toBeLessThan(0.1);
    await model.close();
  });

  it('follow weekdays where demand does', async () => {
    const model = openCroston();
    const weekends = now(700, 0.9, 6).map((value, day) => (day % 7 >= 5 || day % 21 === 0 ? value : 0));
    const [rolling] = await model.forecast({ shape, series: [weekends], addsUp: [false] });
    const newest = Array.from(rolling?.values.slice(-7) ?? []);
    expect(Math.min(...newest.slice(5))).toBeGreaterThan(2 * Math.max(...newest.slice(0, 5)));
    await model.close();
  });

  it('are asked for where demand comes now and then, not where days are closed or values negative', () => {
    const model = openCroston();
    expect(model.suits(now(140, 0.3, 7), shape)).toBe(true);
    expect(model.suits(weekly(20, 5), shape)).toBe(false);
    expect(
      model.suits(
        weekly(20, 5).map((value, day) => (day % 7 === 6 ? 0 : value)),
        shape,
      ),
    ).toBe(false);
    expect(
      model.suits(
        now(140, 0.3, 7).map((value) => -value),
        shape,
      ),
    ).toBe(false);
    expect(model.suits(new Float64Array(140), shape)).toBe(false);
  });
});

/** The three methods step by step in doubles: the loss after the first steps, and the rate at the end of each week. */
function demandByHand(
  values: Float64Array,
  { method, size: share, occurrence }: DemandParameters,
  firstSteps: number,
): { readonly loss: number; readonly rates: readonly number[] } {
  const head = Array.from(values.subarray(0, firstSteps)).filter((value) => !Number.isNaN(value));
  const demands = head.filter((value) => value > 0);
  let size = demands.reduce((sum, value) => sum + value, 0) / Math.max(1, demands.length);
  let probability = demands.length / head.length;
  let interval = demands.length > 0 ? head.length / demands.length : head.length;
  let waited = 0;
  let loss = 0;
  const rates: number[] = [];
  const rate = (): number => {
    if (method === 'tsb') return size * probability;
    return ((method === 'sba' ? 1 - share / 2 : 1) * size) / interval;
  };
  values.forEach((value, step) => {
    if (!Number.isNaN(value)) {
      loss += (value - rate()) ** 2;
      waited += 1;
      if (value > 0) {
        const known = size > 0;
        size = known ? size + share * (value - size) : value;
        interval = known ? interval + share * (waited - interval) : waited;
        waited = 0;
      }
      probability += occurrence * ((value > 0 ? 1 : 0) - probability);
    }
    if ((step + 1) % 7 === 0) rates.push(rate());
  });
  return { loss, rates };
}
