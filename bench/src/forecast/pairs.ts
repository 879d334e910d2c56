/** One origin of one series: what is known there, and what came after it. */
export interface Pair {
  readonly series: string;
  /** Series or spans alike, pooled until there are enough outcomes to judge by. */
  readonly group: string;
  /** The first step that is not known. */
  readonly origin: number;
  readonly known: Float64Array;
  readonly came: Float64Array;
}

/** Series of one kind of data: equal season, window and horizon, so that their pairs make batches. */
export interface SeriesSet {
  readonly name: string;
  readonly seasonSteps: number;
  readonly horizonSteps: number;
  readonly windowSteps: number;
  readonly series: readonly NamedSeries[];
  /** The first step that no tuning looked at: origins from here on are judged, those before were there to be tuned on. */
  readonly heldOutFrom: number;
  readonly stride: number;
  /** Part of the year whose coverage is told by itself too, by origin; undefined = none, absent: of none. */
  readonly partOfYear?: (origin: number) => string | undefined;
  /** What choices of the method were made on, as far as this kind of data is concerned. */
  readonly seen: string;
}

export interface NamedSeries {
  readonly name: string;
  readonly values: Float64Array;
  readonly group: (origin: number) => string;
}

/** Pairs of one kind of data. */
export interface PairSet extends Pick<SeriesSet, 'name' | 'seasonSteps' | 'horizonSteps' | 'seen' | 'partOfYear'> {
  readonly pairs: readonly Pair[];
}

/** Steps that origins lie on: `from` the first, before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The pairs whose origin lies in a span, one every `stride` steps; with the window before it and the horizon after it. */
export function pairsOf(set: SeriesSet, { from, to }: Span, stride = set.stride): PairSet {
  const { windowSteps, horizonSteps } = set;
  const pairs: Pair[] = [];
  for (const { name, values, group } of set.series)
    for (
      let origin = Math.max(from, windowSteps);
      origin < to && origin + horizonSteps <= values.length;
      origin += stride
    )
      pairs.push({
        series: name,
        group: group(origin),
        origin,
        known: values.slice(origin - windowSteps, origin),
        came: values.slice(origin, origin + horizonSteps),
      });
  const { name, seasonSteps, seen, partOfYear } = set;
  return { name, seasonSteps, horizonSteps, seen, pairs, ...(partOfYear ? { partOfYear } : {}) };
}

/** The pairs that are judged; a quick run takes every fourth origin. */
export const heldOutPairs = (set: SeriesSet, quick: boolean): PairSet =>
  pairsOf(set, { from: set.heldOutFrom, to: Number.POSITIVE_INFINITY }, quick ? 4 * set.stride + 1 : set.stride);
