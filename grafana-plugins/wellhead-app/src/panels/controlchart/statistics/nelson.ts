import type { ChartPoint } from './chart-point.js';

/** The eight tests for special causes of L. S. Nelson, “The Shewhart Control Chart: Tests for Special Causes”, Journal of Quality Technology 16 (4), 1984. */
export const NELSON_RULES = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type NelsonRule = (typeof NELSON_RULES)[number];

export const RULE_TITLES: Readonly<Record<NelsonRule, string>> = {
  1: 'Outside the limits',
  2: 'Nine on one side of the centre',
  3: 'Six rising or falling',
  4: 'Fourteen up and down in turn',
  5: 'Two of three beyond two sigma',
  6: 'Four of five beyond one sigma',
  7: 'Fifteen within one sigma',
  8: 'Eight beyond one sigma on both sides',
};

/**
 * Rules that each point completes, in the order of the points: a point is marked when the pattern that ends at it is there. Rule 1 looks at
 * the limits of the point, the others at its distance from the centre in its own sigma. Points without variation (sigma 0) complete none but
 * rule 1. One pass: 50,000 points are told in milliseconds.
 */
export function nelsonViolations(
  points: readonly ChartPoint[],
  rules: readonly NelsonRule[],
): readonly (readonly NelsonRule[])[] {
  const z = points.map(({ value, centre, sigma }) => (sigma > 0 ? (value - centre) / sigma : 0));
  const runs = runsOf(points, z);
  return points.map((point, at) => rules.filter((rule) => completes(rule, point, z, at, runs)));
}

/** How many points in a row, up to and with each, have something in common. */
interface Runs {
  readonly side: Uint32Array;
  readonly trend: Uint32Array;
  readonly turns: Uint32Array;
  readonly within: Uint32Array;
  readonly beyond: Uint32Array;
}

function runsOf(points: readonly ChartPoint[], z: readonly number[]): Runs {
  const [side, trend, turns, within, beyond] = Array.from({ length: 5 }, () => new Uint32Array(z.length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let step = 0;
  z.forEach((value, at) => {
    const before = z[at - 1] ?? value;
    const next = Math.sign(value - before);
    side[at] = value === 0 ? 0 : Math.sign(value) === Math.sign(before) ? (side[at - 1] ?? 0) + 1 : 1;
    trend[at] = next === 0 ? 1 : next === step ? (trend[at - 1] ?? 0) + 1 : 2;
    turns[at] = next === 0 ? 1 : next === -step ? (turns[at - 1] ?? 0) + 1 : 2;
    within[at] = Math.abs(value) < 1 && (points[at]?.sigma ?? 0) > 0 ? (within[at - 1] ?? 0) + 1 : 0;
    beyond[at] = Math.abs(value) > 1 ? (beyond[at - 1] ?? 0) + 1 : 0;
    step = next;
  });
  return { side, trend, turns, within, beyond };
}

function completes(rule: NelsonRule, point: ChartPoint, z: readonly number[], at: number, runs: Runs): boolean {
  switch (rule) {
    case 1:
      return (point.upper !== null && point.value > point.upper) || (point.lower !== null && point.value < point.lower);
    case 2:
      return (runs.side[at] ?? 0) >= 9;
    case 3:
      return (runs.trend[at] ?? 0) >= 6;
    case 4:
      return (runs.turns[at] ?? 0) >= 14;
    case 5:
      return share(z, at, { of: 3, sigmas: 2, count: 2 });
    case 6:
      return share(z, at, { of: 5, sigmas: 1, count: 4 });
    case 7:
      return (runs.within[at] ?? 0) >= 15;
    case 8:
      // Not all eight on one side.
      return (runs.beyond[at] ?? 0) >= 8 && (runs.side[at] ?? 0) < 8;
    default:
      return rule satisfies never;
  }
}

/** At least `count` of the last `of` values beyond `sigmas` on the side of the newest, which is one of them. */
function share(
  z: readonly number[],
  at: number,
  { of, sigmas, count }: { readonly of: number; readonly sigmas: number; readonly count: number },
): boolean {
  const newest = z[at] ?? 0;
  if (Math.abs(newest) <= sigmas) return false;
  let found = 0;
  for (let back = 0; back < of; back++) if ((z[at - back] ?? 0) * Math.sign(newest) > sigmas) found++;
  return found >= count;
}
