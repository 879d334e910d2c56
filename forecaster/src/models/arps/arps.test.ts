import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { describeModel } from '../model-conformance.js';
import { randomNumbers } from '../../../testing/made-series.js';
import { scaledColumns } from '../scale.js';
import { arpsModel } from './arps-graph.js';
import { openArps, typicalRate } from './arps.js';

describeModel(openArps, { season: 'ignored' });

const shape = { seasonSteps: 1, cycleSteps: 7, horizonSteps: 30 };
const STEPS = 7 * 104;

/** Rate by Arps' equations, which are exact at b = 0 (exponential) and b = 1 (harmonic). */
const rate = (b: number, declinePerDay: number, day: number): number =>
  1_000 * (b === 0 ? Math.exp(-declinePerDay * day) : (1 + b * declinePerDay * day) ** (-1 / b));

const well = (b: number, declinePerDay: number, noise: (day: number) => number = () => 1): Float64Array =>
  Float64Array.from({ length: STEPS }, (_, day) => rate(b, declinePerDay, day + 1) * noise(day));

const CURVES = [0, 0.3, 0.5, 0.8, 1].flatMap((b) => [0.0005, 0.002, 0.01].map((decline) => ({ b, decline })));

describe('the decline by Arps', () => {
  const model = openArps();
  afterAll(() => model.close());
  const newestOf = async (series: readonly Float64Array[]): Promise<readonly (readonly number[])[]> => {
    const made = await model.forecast({ shape, series, addsUp: series.map(() => false) });
    return made.map(({ values }) => Array.from(values.slice(-30)));
  };

  it('goes on along exponential, hyperbolic and harmonic curves', async () => {
    const made = await newestOf(CURVES.map(({ b, decline }) => well(b, decline)));
    CURVES.forEach(({ b, decline }, at) =>
      made[at]?.forEach((value, step) => {
        const expected = rate(b, decline, STEPS + 1 + step);
        expect(Math.abs(value / expected - 1)).toBeLessThan(0.01);
      }),
    );
  });

  it('finds exponent and decline within their physical bounds', async () => {
    const series = CURVES.map(({ b, decline }) => well(b, decline));
    const scales = series.map(typicalRate);
    const session = await InferenceSession.create(arpsModel(shape), { logSeverityLevel: 3 });
    const { decline: found } = await session.run({
      y: new Tensor('float32', scaledColumns({ shape, series, addsUp: [] }, scales, STEPS), [STEPS, series.length]),
      initial_cycles: new Tensor('int64', BigInt64Array.of(2n), [1]),
    });
    await session.release();
    const numbers = found?.data as Float32Array;
    CURVES.forEach(({ b, decline }, at) => {
      const exponent = numbers[at] as number;
      const ofWindow = numbers[series.length + at] as number;
      expect(exponent).toBeGreaterThanOrEqual(0);
      expect(exponent).toBeLessThanOrEqual(1);
      expect(ofWindow).toBeGreaterThan(0);
      // A short fall bends too little to tell the exponents apart.
      if (decline >= 0.002) expect(Math.abs(exponent - b)).toBeLessThan(0.12);
      expect(Math.abs(ofWindow / STEPS / decline - 1)).toBeLessThan(0.15);
    });
  });

  it('sees the decline through noise of a tenth and through days on which the well stood still', async () => {
    const next = randomNumbers(12);
    const noisy = (day: number): number =>
      day % 41 < 3 ? 0 : Math.exp(0.1 * Math.sqrt(3) * ((next() + next() + next()) / Math.sqrt(3)));
    const many = CURVES.flatMap((curve) => [curve, curve, curve]);
    const made = await newestOf(many.map(({ b, decline }) => well(b, decline, noisy)));
    const errors = many.map(({ b, decline }, at) => {
      const expected = Array.from({ length: 30 }, (_, step) => rate(b, decline, STEPS + 1 + step));
      const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
      return Math.abs(total(made[at] ?? []) / total(expected) - 1);
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.03);
    expect(Math.max(...errors)).toBeLessThan(0.09);
  });

  it('never forecasts a rise', async () => {
    const rising = well(0, 0.002).reverse();
    const [made = []] = await newestOf([rising]);
    made.slice(1).forEach((value, step) => expect(value).toBeLessThanOrEqual(made[step] as number));
  });

  it('is asked for rates that fall, and for no others', () => {
    expect(model.suits(well(0.5, 0.002), shape)).toBe(true);
    expect(model.suits(well(0.5, 0.002).reverse(), shape)).toBe(false);
    expect(model.suits(new Float64Array(STEPS).fill(5), shape)).toBe(false);
    expect(
      model.suits(
        well(0.5, 0.002).map((value) => -value),
        shape,
      ),
    ).toBe(false);
  });
});
