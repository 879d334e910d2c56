import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilityOf } from './capability.js';
import { NELSON_RULES, nelsonViolations, type NelsonRule } from './nelson.js';

/** Points of a process with centre 0 and sigma 1. */
const points = (values: readonly number[]) =>
  values.map((value, timeMs) => ({ timeMs, value, centre: 0, lower: -3, upper: 3, sigma: 1, n: 1 }));
const marked = (values: readonly number[], rule: NelsonRule): number[] =>
  nelsonViolations(points(values), [rule]).flatMap((rules, at) => (rules.length > 0 ? [at] : []));
const repeat = (values: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => values).flat();

describe('the rules of Nelson', () => {
  it.each<[NelsonRule, readonly number[], readonly number[]]>([
    [1, [0, 3.1, 3, -3.2], [1, 3]],
    [2, [...repeat([0.5], 9), -0.5], [8]],
    [2, [...repeat([0.5], 8), 0, 0.5], []],
    [3, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.4], [5]],
    [3, [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5], []],
    [4, repeat([0.5, -0.5], 7), [13]],
    [4, [...repeat([0.5, -0.5], 6), 0.5, 0.6], []],
    [5, [2.1, 0, 2.2, 0, -2.1], [2]],
    [5, [2.1, -2.1, 0], []],
    [6, [1.1, 1.2, 0, 1.3, 1.4], [4]],
    [6, [1.1, 1.2, 0, -1.3, 1.4], []],
    [7, [...repeat([0.4, -0.4], 7), 0.2], [14]],
    [7, [...repeat([0.4, -0.4], 7), 1.2], []],
    [8, repeat([1.5, -1.5], 4), [7]],
    [8, repeat([1.5], 8), []],
  ])('rule %i marks the point that completes its pattern in %j', (rule, values, found) => {
    expect(marked(values, rule)).toEqual(found);
  });

  it('look at the limits and the sigma of each point itself', () => {
    const wide = { timeMs: 0, value: 5, centre: 0, lower: null, upper: 6, sigma: 2, n: 1 };
    const narrow = { ...wide, upper: 3, sigma: 1 };
    expect(nelsonViolations([wide, narrow], [1])).toEqual([[], [1]]);
  });

  it('are the same on both sides, and none marks before its pattern can be complete', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 40 }), (values) => {
        const there = nelsonViolations(points(values), NELSON_RULES);
        expect(nelsonViolations(points(values.map((value) => -value)), NELSON_RULES)).toEqual(there);
        const needs: Record<NelsonRule, number> = { 1: 1, 2: 9, 3: 6, 4: 14, 5: 2, 6: 4, 7: 15, 8: 8 };
        there.forEach((rules, at) => rules.forEach((rule) => expect(at + 1).toBeGreaterThanOrEqual(needs[rule])));
      }),
    );
  });
});

describe('capability', () => {
  it('has no Cp with one limit, and nothing without limits or without variation', () => {
    expect(capabilityOf([1, 2, 3], 1, { lower: undefined, upper: 5 })).toMatchObject({ cp: undefined, cpk: 1, ppk: 1 });
    expect(capabilityOf([1, 2, 3], 1, { lower: undefined, upper: undefined })).toMatchObject({ cpk: undefined });
    expect(capabilityOf([2, 2, 2], 0, { lower: 1, upper: 3 })).toEqual({
      cp: undefined,
      cpk: undefined,
      pp: undefined,
      ppk: undefined,
    });
  });
  it('is never better near a limit than in the width', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 30 }), (values) => {
        const { cp, cpk } = capabilityOf(values, 1, { lower: -6, upper: 6 });
        expect(cpk!).toBeLessThanOrEqual(cp! + 1e-9);
      }),
    );
  });
});
