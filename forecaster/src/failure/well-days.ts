/** One pumped well as it was: daily values of its signals and when its pump failed. */
export interface WellHistory {
  readonly id: string;
  /** First day with readings; default: day 0. */
  readonly startsOnDay?: number;
  /** By signal; day 0 is the same day for all wells, NaN = missing or the pump stands. */
  readonly signals: Readonly<Record<string, Float64Array>>;
  /** In the order of time, from repair records. */
  readonly failures: readonly { readonly failedOnDay: number; readonly runsAgainOnDay: number }[];
}

/** What is looked at of one signal: where it is, where it goes and how restless it is, against the same pump when it was new. */
export const FEATURES_A_SIGNAL = 4;
/** Days from which a pump's own usual value is taken. */
const NEW_DAYS = 30;
const RECENT_DAYS = 3;
const SLOPE_DAYS = 14;
/** Beyond this many usual spreads more is not worse. */
const FARTHEST = 10;

export interface WellDay {
  readonly well: number;
  readonly day: number;
  readonly features: Float32Array;
  /** Days until the pump fails; undefined when it did not within the history. */
  readonly daysLeft: number | undefined;
}

/**
 * Every day of a well on which its pump has run for a month: features from this day and before, of this pump alone. `names` fixes the order of the
 * signals; the last feature is the age of the pump.
 */
export function wellDays(
  { signals, failures, startsOnDay = 0 }: WellHistory,
  well: number,
  names: readonly string[],
): readonly WellDay[] {
  const series = names.map((name) => signals[name] ?? new Float64Array());
  const days = Math.max(0, ...series.map(({ length }) => length));
  const found: WellDay[] = [];
  const runs = [startsOnDay, ...failures.map(({ runsAgainOnDay }) => runsAgainOnDay)].map((start, at) => ({
    start,
    failedOnDay: failures[at]?.failedOnDay,
  }));
  for (const { start, failedOnDay } of runs) {
    const usual = series.map((values) => spreadOf(values.subarray(start, start + NEW_DAYS)));
    for (let day = start + NEW_DAYS; day < (failedOnDay ?? days); day += 1) {
      const features = new Float32Array(names.length * FEATURES_A_SIGNAL + 1);
      series.forEach((values, at) => {
        const { mean, spread } = usual[at] as Spread;
        const recent = spreadOf(values.subarray(day - RECENT_DAYS + 1, day + 1));
        const week = spreadOf(values.subarray(day - SLOPE_DAYS + 1, day + 1));
        const before = spreadOf(values.subarray(day - 2 * SLOPE_DAYS + 1, day - SLOPE_DAYS + 1));
        [
          (recent.mean - mean) / spread,
          Math.abs(recent.mean - mean) / spread,
          (week.mean - before.mean) / spread,
          Math.log(Math.max(week.spread, spread * 1e-3) / spread),
        ].forEach((value, place) => {
          features[at * FEATURES_A_SIGNAL + place] = Number.isFinite(value)
            ? Math.max(-FARTHEST, Math.min(FARTHEST, value)) / 3
            : 0;
        });
      });
      features[features.length - 1] = Math.log((day - start) / 200);
      found.push({ well, day, features, daysLeft: failedOnDay === undefined ? undefined : failedOnDay - day });
    }
  }
  return found;
}

interface Spread {
  readonly mean: number;
  readonly spread: number;
}

/** Mean and standard deviation of what is there; NaN for both where there is nothing. */
function spreadOf(values: Float64Array): Spread {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count += 1;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }
  return count === 0 ? { mean: Number.NaN, spread: Number.NaN } : { mean, spread: Math.sqrt(squares / count) || 1e-9 };
}
