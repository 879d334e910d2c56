/** One origin of one series: what is known there, and what came after it. */
export interface Pair {
  readonly series: string;
  /** Series or spans alike, pooled until there are enough outcomes to judge by. */
  readonly group: string;
  readonly known: Float64Array;
  readonly came: Float64Array;
}

/** Pairs of one kind of data: equal season, window and horizon, so that they make batches. */
export interface PairSet {
  readonly name: string;
  readonly seasonSteps: number;
  readonly horizonSteps: number;
  readonly pairs: readonly Pair[];
}

export interface Cut {
  readonly windowSteps: number;
  readonly horizonSteps: number;
  /** Step of the first origin: the first that is not known there. */
  readonly firstOrigin: number;
  readonly stride: number;
}

/** Cuts a series into pairs, one every `stride` steps. */
export function pairsOf(
  name: { readonly series: string; readonly group: (origin: number) => string },
  values: Float64Array,
  { windowSteps, horizonSteps, firstOrigin, stride }: Cut,
): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let origin = firstOrigin; origin + horizonSteps <= values.length; origin += stride)
    pairs.push({
      series: name.series,
      group: name.group(origin),
      known: values.slice(origin - windowSteps, origin),
      came: values.slice(origin, origin + horizonSteps),
    });
  return pairs;
}
