import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/made-series.js';
import { reconcileLeaves, type Family } from './reconcile.js';
import { sumOf, type RollingForecast } from './rolling.js';

const CYCLES = 80;
const WEEK = 7;
const LEAVES = 4;

/** Leaves that share a week and have noise of their own: `leafWeek` and `totalWeek` say how much of the week each forecast knows. */
function family({ leafWeek, totalWeek }: { readonly leafWeek: number; readonly totalWeek: number }, seed = 1): Family {
  const next = randomNumbers(seed);
  const week = (step: number): number => 10 * Math.sin((step / WEEK) * 2 * Math.PI);
  const values = Array.from({ length: LEAVES }, () =>
    Float64Array.from({ length: CYCLES * WEEK }, (_, step) => 100 + week(step) + 4 * next()),
  );
  const total = Float64Array.from({ length: CYCLES * WEEK }, (_, step) =>
    values.reduce((sum, leaf) => sum + (leaf[step] as number), 0),
  );
  const rolling = (level: number, known: number): RollingForecast => ({
    cycles: CYCLES,
    horizonSteps: WEEK,
    firstOrigin: 1,
    values: Float64Array.from({ length: CYCLES * WEEK }, (_, at) => level * (100 + known * week(at % WEEK))),
  });
  return {
    cycleSteps: WEEK,
    leaves: values.map((leaf) => ({ values: leaf, nonNegative: true, rolling: rolling(1, leafWeek) })),
    sums: [{ values: total, nonNegative: true, rolling: rolling(LEAVES, totalWeek), leaves: [0, 1, 2, 3] }],
  };
}

/** Mean absolute error over the origins from `from` on. */
function errorOf({ values }: RollingForecast, actual: Float64Array, from: number): number {
  let sum = 0;
  for (let at = from * WEEK; at < (CYCLES - 1) * WEEK; at += 1)
    sum += Math.abs((actual[at + WEEK] as number) - (values[at] as number));
  return sum / (CYCLES - 1 - from) / WEEK;
}

describe('reconciled forecasts', () => {
  it('give to the parts what their total knows better, and are better for both', () => {
    const given = family({ leafWeek: 0, totalWeek: 1 });
    const reconciled = reconcileLeaves(given);
    expect(reconciled).toHaveLength(LEAVES);
    reconciled?.forEach((rolling, leaf) => {
      const { rolling: own, values } = given.leaves[leaf] ?? { rolling, values: new Float64Array() };
      expect(errorOf(rolling, values, 30)).toBeLessThan(0.6 * errorOf(own, values, 30));
    });
    const [total] = given.sums;
    const fromBelow = sumOf(given.leaves.map(({ rolling }) => rolling));
    expect(errorOf(sumOf(reconciled ?? []), total?.values ?? new Float64Array(), 30)).toBeLessThan(
      0.5 * errorOf(fromBelow, total?.values ?? new Float64Array(), 30),
    );
  });

  it('are not made where the parts know as much: adding up is then as good, and simpler', () => {
    expect(reconcileLeaves(family({ leafWeek: 1, totalWeek: 1 }))).toBeUndefined();
    expect(reconcileLeaves(family({ leafWeek: 1, totalWeek: 0 }))).toBeUndefined();
  });

  it('are not made from a handful of origins', () => {
    const given = family({ leafWeek: 0, totalWeek: 1 });
    const short = <T extends { readonly rolling: RollingForecast }>(member: T): T => ({
      ...member,
      rolling: { ...member.rolling, cycles: 15, values: member.rolling.values.slice(-15 * WEEK) },
    });
    expect(reconcileLeaves({ ...given, leaves: given.leaves.map(short), sums: given.sums.map(short) })).toBeUndefined();
  });

  it('of the past know nothing of what came after them', () => {
    const given = family({ leafWeek: 0, totalWeek: 1 });
    const before = reconcileLeaves(given);
    // What comes in the last ten cycles is turned upside down, in every member.
    const turned = <T extends { readonly values: Float64Array }>(member: T): T => ({
      ...member,
      values: member.values.map((value, step) => (step >= (CYCLES - 10) * WEEK ? -value : value)),
    });
    const after = reconcileLeaves({ ...given, leaves: given.leaves.map(turned), sums: given.sums.map(turned) });
    const known = (CYCLES - 11) * WEEK;
    // Reconciling may have become worse than adding up; where it is made, the past is the same.
    if (after) expect(after[0]?.values.slice(0, known)).toEqual(before?.[0]?.values.slice(0, known));
    const slightly = <T extends { readonly values: Float64Array }>(member: T): T => ({
      ...member,
      values: member.values.map((value, step) => (step >= (CYCLES - 10) * WEEK ? value + 1 : value)),
    });
    const moved = reconcileLeaves({ ...given, leaves: given.leaves.map(slightly), sums: given.sums.map(slightly) });
    expect(moved?.[0]?.values.slice(0, known)).toEqual(before?.[0]?.values.slice(0, known));
  });

  it('of what cannot be negative are not', () => {
    const given = family({ leafWeek: 0, totalWeek: 1 });
    const low = given.leaves.map((leaf) => ({
      ...leaf,
      values: leaf.values.map((value) => value - 95),
      rolling: { ...leaf.rolling, values: leaf.rolling.values.map((value) => value - 95) },
    }));
    const sums = given.sums.map((sum) => ({
      ...sum,
      values: sum.values.map((value) => value - LEAVES * 95),
      rolling: { ...sum.rolling, values: sum.rolling.values.map((value) => value - LEAVES * 95) },
    }));
    const reconciled = reconcileLeaves({ ...given, leaves: low, sums });
    expect(reconciled).toBeDefined();
    for (const { values } of reconciled ?? []) expect(Math.min(...values)).toBe(0);
  });
});
