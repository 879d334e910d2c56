import { describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { weekly } from '../../../testing/made-series.js';
import { openTheta } from './theta.js';

describeModel(openTheta);

describe('the Theta method', () => {
  it('goes on with half of the slope of the whole history', async () => {
    const model = openTheta();
    const series = weekly(20).map((value, step) => value + 2 * step);
    const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 14 };
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    const newest = Array.from(rolling?.values.slice(-14) ?? []);
    // Half of two a step: a week later seven more.
    for (let step = 0; step < 7; step += 1)
      expect((newest[step + 7] as number) - (newest[step] as number)).toBeCloseTo(7, 0);
    await model.close();
  });
});
