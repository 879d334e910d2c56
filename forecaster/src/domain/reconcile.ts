import { shrunkCovariance } from './shrunk-covariance.js';
import { cameAt, cutAtZero, lastCycles, sumOf, type RollingForecast } from './rolling.js';

/** One signal of a family as it is forecast on its own, and what came. */
export interface Member {
  readonly rolling: RollingForecast;
  readonly values: Float64Array;
  readonly nonNegative: boolean;
}

/** A member that is a sum; `leaves` are places among the leaves. */
export interface SumMember extends Member {
  readonly leaves: readonly number[];
}

export interface Family {
  readonly leaves: readonly Member[];
  readonly sums: readonly SumMember[];
  readonly cycleSteps: number;
}

/** More members than this are added up from below: the work grows with the cube. */
const LARGEST_FAMILY = 60;
/** Past origins before anything is reconciled: fewer say nothing of how errors go together. */
const FEWEST_ORIGINS = 20;
/** Origins between two looks at the errors. */
const LOOK_EVERY = 13;
/** As much better than adding up from below it must be in the back-test. */
const MARGIN = 0.995;

/**
 * Reconciled forecasts of the leaves, of which all sums are made by adding up; undefined where adding up the leaves' own forecasts was as good over past origins,
 * or where there is too little to judge by.
 *
 * MinT (Wickramasuriya, Athanasopoulos & Hyndman 2019, doi:10.1080/01621459.2018.1448825): forecasts of sums and parts made on their own do not add up;
 * what is between them is shared out so that the errors, by their covariance, become smallest: ỹ = ŷ − W U (Uᵀ W U)⁻¹ Uᵀ ŷ, where Uᵀ ŷ is what each sum is
 * above its parts. W is the covariance of the errors of past forecasts, shrunk (shrunk-covariance.ts); at each origin of those that were known then.
 * What cannot be negative is cut at zero before it is added up.
 */
export function reconcileLeaves(family: Family): readonly RollingForecast[] | undefined {
  const { leaves, sums, cycleSteps } = family;
  const members = [...sums, ...leaves];
  if (sums.length === 0 || members.length > LARGEST_FAMILY) return undefined;
  const cycles = Math.min(...members.map(({ rolling }) => rolling.cycles));
  const own = members.map(({ rolling }) => lastCycles(rolling, cycles));
  const actual = members.map(({ values }) => values.subarray(values.length - cycles * cycleSteps));
  const firstOrigin = Math.max(...own.map((rolling) => rolling.firstOrigin));
  const { horizonSteps } = own[0] as RollingForecast;
  const delay = Math.ceil(horizonSteps / cycleSteps);
  const begin = firstOrigin + FEWEST_ORIGINS + delay;
  if (begin >= cycles - delay) return undefined;

  const shares = leaves.map(() => new Float64Array(sums.length));
  const values = leaves.map((_, leaf) => (own[sums.length + leaf] as RollingForecast).values.slice());
  for (let origin = begin; origin < cycles; origin += 1) {
    if ((origin - begin) % LOOK_EVERY === 0 || origin === cycles - 1)
      sharesOf(shares, sums, errorsBefore(own, actual, { firstOrigin, until: origin - delay, cycleSteps }));
    for (let step = 0; step < horizonSteps; step += 1) {
      const at = origin * horizonSteps + step;
      sums.forEach((sum, row) => {
        let above = (own[row] as RollingForecast).values[at] as number;
        for (const leaf of sum.leaves) above -= (own[sums.length + leaf] as RollingForecast).values[at] as number;
        shares.forEach((share, leaf) => {
          const path = values[leaf] as Float64Array;
          path[at] = (path[at] as number) + (share[row] as number) * above;
        });
      });
    }
  }
  const reconciled = leaves.map(({ nonNegative }, leaf): RollingForecast => {
    const rolling = { cycles, horizonSteps, values: values[leaf] as Float64Array, firstOrigin };
    return nonNegative ? cutAtZero(rolling) : rolling;
  });
  const fromBelow = own.slice(sums.length);
  const error = (of: readonly RollingForecast[]): number => {
    const all = [...sums.map((sum) => sumOf(sum.leaves.map((leaf) => of[leaf] as RollingForecast))), ...of];
    return (
      all.reduce(
        (product, rolling, at) =>
          product + Math.log(meanSquare(rolling, actual[at] as Float64Array, begin, cycleSteps)),
        0,
      ) / all.length
    );
  };
  return error(reconciled) < error(fromBelow) + 2 * Math.log(MARGIN) ? reconciled : undefined;
}

/** Mean squared error from an origin on; tiny rather than zero, as it is taken the logarithm of. */
function meanSquare(
  { cycles, horizonSteps, values }: RollingForecast,
  actual: Float64Array,
  from: number,
  cycleSteps: number,
): number {
  let sum = 0;
  let n = 0;
  for (let origin = from; origin < cycles - 1; origin += 1)
    for (let step = 0; step < horizonSteps; step += 1) {
      const error = cameAt(actual, cycleSteps, origin, step) - (values[origin * horizonSteps + step] as number);
      if (Number.isNaN(error)) continue;
      sum += error ** 2;
      n += 1;
    }
  return Math.max(sum / Math.max(1, n), Number.MIN_VALUE);
}

/** Errors of all members at each step of the origins before `until`, those of which all are known. */
function errorsBefore(
  own: readonly RollingForecast[],
  actual: readonly Float64Array[],
  {
    firstOrigin,
    until,
    cycleSteps,
  }: { readonly firstOrigin: number; readonly until: number; readonly cycleSteps: number },
): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  const horizonSteps = own[0]?.horizonSteps ?? 0;
  for (let origin = firstOrigin; origin <= until; origin += 1)
    for (let step = 0; step < horizonSteps; step += 1) {
      const row = Float64Array.from(
        own,
        ({ values }, at) =>
          cameAt(actual[at] as Float64Array, cycleSteps, origin, step) -
          (values[origin * horizonSteps + step] as number),
      );
      if (row.every(Number.isFinite)) rows.push(row);
    }
  return rows;
}

/** Writes how much of what each sum is above its parts is taken from (negative) or given to each leaf: rows of −W U (Uᵀ W U)⁻¹. */
function sharesOf(into: readonly Float64Array[], sums: readonly SumMember[], errors: readonly Float64Array[]): void {
  const count = sums.length;
  const covariance = shrunkCovariance(errors, count + into.length);
  // W U: the covariance with each sum, less that with its leaves.
  const withU = covariance.map((row) =>
    Float64Array.from(sums, ({ leaves }, sum) =>
      leaves.reduce((left, leaf) => left - (row[count + leaf] as number), row[sum] as number),
    ),
  );
  const square = sums.map(({ leaves }, sum) =>
    Float64Array.from({ length: count }, (_, column) =>
      leaves.reduce(
        (left, leaf) => left - ((withU[count + leaf] as Float64Array)[column] as number),
        (withU[sum] as Float64Array)[column] as number,
      ),
    ),
  );
  into.forEach((share, leaf) =>
    share.set(
      solved(
        square,
        (withU[count + leaf] as Float64Array).map((value) => -value),
      ),
    ),
  );
}

/** Solves a symmetric positive definite system by elimination; zeros where it is singular. */
function solved(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const rows = matrix.map((row, at) => Float64Array.from([...row, right[at] as number]));
  for (let pivot = 0; pivot < n; pivot += 1) {
    const row = rows[pivot] as Float64Array;
    const head = row[pivot] as number;
    if (!(Math.abs(head) > 1e-300)) return new Float64Array(n);
    for (let below = pivot + 1; below < n; below += 1) {
      const other = rows[below] as Float64Array;
      const factor = (other[pivot] as number) / head;
      for (let column = pivot; column <= n; column += 1)
        other[column] = (other[column] as number) - factor * (row[column] as number);
    }
  }
  const solution = new Float64Array(n);
  for (let at = n - 1; at >= 0; at -= 1) {
    const row = rows[at] as Float64Array;
    let value = row[n] as number;
    for (let column = at + 1; column < n; column += 1) value -= (row[column] as number) * (solution[column] as number);
    solution[at] = value / (row[at] as number);
  }
  return solution;
}
