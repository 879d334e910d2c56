import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { combined } from '../../domain/combination.js';
import { describeModel } from '../model-conformance.js';
import { randomNumbers, weekly } from '../../../testing/made-series.js';
import { CLASS_POWER, PRIOR_ORIGINS } from './average-classes.js';
import { holtWintersModel, PARAMETERS } from './holt-winters-graph.js';
import { LONGEST_SEASON_STEPS, openHoltWinters, openHoltWintersOfLogs } from './holt-winters.js';
import { structureClasses, type SmoothingParameters } from './parameter-grid.js';
import { initialByHand, smoothByHand, type HandSmoothed } from './smooth-by-hand.js';

describeModel(openHoltWinters);
describeModel(openHoltWintersOfLogs);

describe('the Holt-Winters graph', () => {
  it.each([
    { name: 'a weekly season', shape: { seasonSteps: 7, cycleSteps: 7, horizonSteps: 9, refinements: 2 }, clip: 1e30 },
    { name: 'clipped surprises', shape: { seasonSteps: 7, cycleSteps: 7, horizonSteps: 9, refinements: 2 }, clip: 1.5 },
    { name: 'two seasons a cycle', shape: { seasonSteps: 4, cycleSteps: 8, horizonSteps: 3, refinements: 1 }, clip: 3 },
    { name: 'no season', shape: { seasonSteps: 1, cycleSteps: 7, horizonSteps: 5, refinements: 0 }, clip: 3 },
  ])('does what is written in the README, with $name and missing values', async ({ shape, clip }) => {
    const steps = shape.cycleSteps * 24;
    const noise = randomNumbers(11);
    const series = Array.from({ length: 3 }, (_, at) =>
      Array.from({ length: steps }, (_, step) =>
        (step * 7 + at) % 31 === 0
          ? Number.NaN
          : Math.sin((step * 2 * Math.PI) / Math.max(2, shape.seasonSteps)) + step * 0.01 * at + noise() * 2,
      ),
    );
    const columns = new Float32Array(steps * 3);
    series.forEach((values, at) => values.forEach((value, step) => (columns[step * 3 + at] = value)));
    const session = await InferenceSession.create(holtWintersModel(shape), { logSeverityLevel: 3 });
    const everyCycle = new Tensor('int64', BigInt64Array.of(24n), [1]);
    const {
      rolling,
      by_class: byClass,
      loss,
      parameters,
    } = await session.run({
      y: new Tensor('float32', columns, [steps, 3]),
      clip: new Tensor('float32', Float32Array.of(clip), []),
      initial_cycles: new Tensor('int64', BigInt64Array.of(4n), [1]),
      glance_cycles: everyCycle,
      search_cycles: everyCycle,
    });
    await session.release();
    if (!rolling || !byClass || !loss || !parameters) throw new Error('the graph has all outputs');
    const classes = structureClasses(shape.seasonSteps);
    const numbers = parameters.data as Float32Array;
    series.forEach((values, at) => {
      const initial = initialByHand(values, shape, 4);
      const byHand = (candidate: SmoothingParameters): HandSmoothed =>
        smoothByHand(values, shape, initial, candidate, { clip, initialCycles: 4 });
      const made = classes.map(({ candidates }, part) => {
        const place = part * 3 + at;
        const found = Object.fromEntries(
          PARAMETERS.map((name, row) => [name, numbers[row * classes.length * 3 + place]]),
        ) as unknown as SmoothingParameters;
        const chosen = byHand(found);
        // The refined parameters fit at least as well as the best of the grid, and the runtime counts as we do.
        const best = Math.min(...candidates.map((candidate) => byHand(candidate).loss));
        expect(chosen.loss).toBeLessThanOrEqual(best * (1 + 1e-5));
        expect((loss.data as Float32Array)[place]).toBeCloseTo(chosen.loss, 1);
        const length = 24 * shape.horizonSteps;
        const own = Float64Array.from(
          { length },
          (_, row) => (byClass.data as Float32Array)[row * classes.length * 3 + place] as number,
        );
        chosen.rolling.flat().forEach((value, row) => expect(own[row]).toBeCloseTo(value, 2));
        return { own, loss: chosen.loss };
      });
      const { horizonSteps, cycleSteps } = shape;
      const averaged = combined(
        made.map(({ own }) => ({ cycles: 24, horizonSteps, values: own, firstOrigin: 3 })),
        Float64Array.from(values),
        cycleSteps,
        { power: CLASS_POWER, priors: made.map(({ loss }) => Math.sqrt(loss)), priorOrigins: PRIOR_ORIGINS },
      );
      const length = 24 * horizonSteps;
      const issued = (rolling.data as Float32Array).slice(at * length, (at + 1) * length);
      averaged.values.forEach((value, row) => expect(issued[row]).toBeCloseTo(value, 2));
    });
  });

  it('is one file with its grid inside, and says what it is', () => {
    const bytes = Buffer.from(holtWintersModel({ seasonSteps: 7, cycleSteps: 7, horizonSteps: 7, refinements: 1 }));
    expect(bytes.includes('seasonSteps')).toBe(true);
    expect(bytes.length).toBeLessThan(100_000);
  });
});

describe('Holt-Winters', () => {
  const shape = { seasonSteps: 7, cycleSteps: 7, horizonSteps: 14 };

  it('follows a trend', async () => {
    const model = openHoltWinters();
    const series = weekly(40, 2).map((value, step) => value + step);
    const [rolling] = await model.forecast({ shape, series: [series], addsUp: [false] });
    const newest = rolling?.values.slice(-14) ?? [];
    const expected = Array.from({ length: 14 }, (_, step) => (weekly(1)[step % 7] as number) + 280 + step);
    const error = expected.reduce((sum, value, step) => sum + Math.abs(value - (newest[step] as number)), 0) / 14;
    // The seasonal naive forecast is 7 and 14 too low: 10.5 on average.
    expect(error).toBeLessThan(6);
    await model.close();
  });

  it('does not let one spike carry the forecast off, but counts it where means must add up', async () => {
    const model = openHoltWinters();
    const calm = weekly(40, 2);
    const spiked = calm.slice();
    spiked[277] = 5_000;
    const [plain, robust, summed] = await model.forecast({
      shape,
      series: [calm, spiked, spiked],
      addsUp: [false, false, true],
    });
    const shift = (one: typeof plain, other: typeof plain): number =>
      Math.max(
        ...Array.from({ length: 14 }, (_, step) =>
          Math.abs((one?.values.at(-1 - step) ?? 0) - (other?.values.at(-1 - step) ?? 0)),
        ),
      );
    expect(shift(robust, plain)).toBeLessThan(shift(summed, plain) / 2);
    await model.close();
  });

  it('says which seasons are too long for it', () => {
    const model = openHoltWinters();
    const long = LONGEST_SEASON_STEPS + 1;
    expect(model.refuses({ seasonSteps: long, cycleSteps: long, horizonSteps: 1 })).toMatch(/401 steps.*coarser/);
    expect(model.refuses(shape)).toBeUndefined();
  });
});
