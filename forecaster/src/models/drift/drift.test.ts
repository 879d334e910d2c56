import { describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { randomNumbers, weekly } from '../../../testing/made-series.js';
import { openDrift } from './drift.js';

describeModel(openDrift);

describe('the random walk with drift', () => {
  it('goes on along the line from the first to the last value', async () => {
    const model = openDrift();
    const shape = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 5 };
    const next = randomNumbers(3);
    const series = Float64Array.from({ length: 70 }, () => 5 * next());
    const slope = ((series[69] as number) - (series[0] as number)) / 69;
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    Array.from(rolling?.values.slice(-5) ?? []).forEach((value, step) =>
      expect(value).toBeCloseTo((series[69] as number) + slope * (step + 1), 4),
    );
    await model.close();
  });

  it('counts from the last value that there is', async () => {
    const model = openDrift();
    const shape = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 3 };
    const series = Float64Array.from({ length: 70 }, (_, step) => (step < 3 || step > 61 ? Number.NaN : 2 * step));
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    Array.from(rolling?.values.slice(-3) ?? []).forEach((value, step) => expect(value).toBeCloseTo(2 * (70 + step), 3));
    await model.close();
  });

  it('moves a season along by what seasons have grown', async () => {
    const model = openDrift();
    const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 14 };
    const series = weekly(20).map((value, step) => value + 2 * step);
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    Array.from(rolling?.values.slice(-14) ?? []).forEach((value, step) =>
      expect(value).toBeCloseTo((weekly(1)[step % 7] as number) + 2 * (140 + step), 1),
    );
    await model.close();
  });

  it('is asked for series that have left where they began, and for no others', () => {
    const model = openDrift();
    const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 7 };
    expect(model.suits(weekly(20, 5), shape)).toBe(false);
    expect(
      model.suits(
        weekly(20, 5).map((value, step) => value + step),
        shape,
      ),
    ).toBe(true);
  });
});
