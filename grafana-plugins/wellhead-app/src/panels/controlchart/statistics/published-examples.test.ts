import { describe, expect, it } from 'vitest';
import { capabilityOf } from './capability.js';
import { mean } from './chart-point.js';
import { c4, d2, d3 } from './constants.js';
import { countsChart, meanRate } from './counts.js';
import { cusumChart } from './cusum.js';
import { ewmaChart } from './ewma.js';
import { individualsChart, individualsProcess, movingRangeChart } from './individuals.js';
import * as published from './published-examples.js';
import { meansChart, spreadChart, subgroupProcess } from './subgroups.js';

const readings = (values: readonly number[]) => values.map((value, at) => ({ timeMs: at, value }));
const hundredths = (values: readonly number[]) => values.map((value) => Number((value + 1e-9).toFixed(2)));

/** Standard normal distribution by its density, summed in small steps. */
const STEP = 0.002;
const grid = Array.from({ length: 8_000 }, (_, at) => -8 + (at + 0.5) * STEP);
const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

describe('the factors', () => {
  it('d2 is the mean range of n normal values, by integration', () => {
    let below = 0;
    const cdf = grid.map((x) => (below += density(x) * STEP));
    for (const n of [2, 3, 5, 10, 25]) {
      const range = cdf.reduce((sum, p) => sum + (1 - (1 - Math.min(1, p)) ** n - p ** n) * STEP, 0);
      expect(Math.abs(range - d2(n)), String(n)).toBeLessThan(0.003);
    }
  });
  it('of two values follow from the half-normal distribution', () => {
    expect(d2(2)).toBeCloseTo(2 / Math.sqrt(Math.PI), 3);
    expect(d3(2)).toBeCloseTo(Math.sqrt(2 - 4 / Math.PI), 3);
  });
  it('c4 agrees with the table of Montgomery', () => {
    expect([2, 3, 4, 5, 10, 25].map((n) => Number(c4(n).toFixed(4)))).toEqual([
      0.7979, 0.8862, 0.9213, 0.94, 0.9727, 0.9896,
    ]);
  });
  it('refuse subgroups without a range', () => expect(() => d2(26)).toThrow('2 to 25'));
});

describe('published examples', () => {
  it('individuals of NIST: limits 45.8159 and 55.8041 around 50.81', () => {
    const process = individualsProcess(readings(published.NIST_INDIVIDUALS));
    const [point] = individualsChart(readings(published.NIST_INDIVIDUALS), process);
    expect(point!.centre).toBeCloseTo(50.81, 4);
    expect(point!.upper).toBeCloseTo(55.8041, 3);
    expect(point!.lower).toBeCloseTo(45.8159, 3);
    const ranges = movingRangeChart(readings(published.NIST_INDIVIDUALS), process);
    expect(ranges[0]!.centre).toBeCloseTo(1.8778, 3);
    expect(ranges[0]!.upper! / ranges[0]!.centre).toBeCloseTo(3.267, 2);
  });

  it('EWMA of NIST: its 20 averages, and limits that come to 47.4115 and 52.5884', () => {
    const design = { lambda: 0.3, width: 3 };
    const chart = ewmaChart(readings(published.NIST_EWMA), { centre: 50, sigma: 2.0539 }, design);
    // prettier-ignore
    expect(hundredths(chart.map(({ value }) => value))).toEqual([50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]);
    expect(chart.at(-1)!.upper).toBeCloseTo(52.588, 2);
    expect(chart.at(-1)!.lower).toBeCloseTo(47.4115, 2);
    expect(chart[0]!.upper).toBeCloseTo(50 + 3 * 0.3 * 2.0539, 6);
  });

  it('CUSUM of NIST: signals from the 14th reading on, its sums to the hundredth', () => {
    const design = { slack: 0.3175, interval: 4.1959 };
    const { upper, lower } = cusumChart(readings(published.NIST_CUSUM), { centre: 325, sigma: 1 }, design);
    expect(hundredths(upper.slice(12).map(({ value }) => value))).toEqual([
      3.01, 4.94, 7.45, 10.63, 11.99, 14.45, 16, 19.04,
    ]);
    expect(upper.findIndex(({ value, upper: limit }) => value > limit!)).toBe(13);
    expect(Number(lower[3]!.value.toFixed(2))).toBe(-0.33);
    expect(lower.every(({ value, lower: limit }) => value > limit!)).toBe(true);
  });

  it('piston rings of Montgomery: mean and range chart, mean and standard deviation chart', () => {
    const subgroups = published.PISTON_RINGS.map((values, timeMs) => ({ timeMs, values }));
    const byRange = subgroupProcess(subgroups, 'range');
    expect(byRange.centre).toBeCloseTo(74.001176, 6);
    expect(byRange.sigma * d2(5)).toBeCloseTo(0.02324, 6);
    const [point] = meansChart(subgroups, byRange);
    expect(point!.upper).toBeCloseTo(74.0146, 4);
    expect(point!.lower).toBeCloseTo(73.9878, 4);
    const ranges = spreadChart(subgroups, byRange, 'range');
    expect(ranges[0]!.upper).toBeCloseTo(0.04914, 4);
    expect(ranges[0]!.lower).toBeNull();
    const byDeviation = subgroupProcess(subgroups, 'deviation');
    expect(byDeviation.sigma * c4(5)).toBeCloseTo(0.0094, 4);
    expect(spreadChart(subgroups, byDeviation, 'deviation')[0]!.upper).toBeCloseTo(0.0196, 4);
  });

  it('p chart of NIST: 0.2313 between 0.0524 and 0.4102, two samples outside', () => {
    const counts = published.NIST_DEFECTIVES.map((count, timeMs) => ({ timeMs, count, size: 50 }));
    const chart = countsChart(counts, 'p', meanRate(counts));
    expect(chart[0]!.centre).toBeCloseTo(0.2313, 4);
    expect(chart[0]!.lower).toBeCloseTo(0.0524, 4);
    expect(chart[0]!.upper).toBeCloseTo(0.4102, 4);
    expect(chart.flatMap(({ value, upper }, at) => (value > upper! ? [at + 1] : []))).toEqual([15, 23]);
  });

  it('u chart of Montgomery: 1.93 between 0.07 and 3.79', () => {
    const counts = published.COMPUTER_DEFECTS.map((count, timeMs) => ({ timeMs, count, size: 5 }));
    const [point] = countsChart(counts, 'u', meanRate(counts));
    expect(hundredths([point!.lower!, point!.centre, point!.upper!])).toEqual([0.07, 1.93, 3.79]);
  });

  it('capability of NIST: limits 8 and 20, mean 16, sigma 2 give Cp 1 and Cpk 0.6667', () => {
    const { cp, cpk } = capabilityOf([14, 16, 18], 2, { lower: 8, upper: 20 });
    expect(cp).toBeCloseTo(1, 6);
    expect(cpk).toBeCloseTo(0.6667, 4);
  });
});

it('a p chart of a rare defect has no lower limit, and a mean of one subgroup is its own', () => {
  expect(countsChart([{ timeMs: 0, count: 1, size: 10 }], 'p', 0.02)[0]).toMatchObject({ lower: null });
  expect(mean([3])).toBe(3);
});
