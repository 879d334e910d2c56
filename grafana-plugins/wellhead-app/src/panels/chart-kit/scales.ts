/** Linear scales and their ticks, in the units of their domain. Pure. */

export interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  at(value: number): number;
  /** The value drawn at a pixel. */
  invert(pixel: number): number;
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0] || 1;
  const length = range[1] - range[0];
  return {
    domain,
    range,
    at: (value) => range[0] + ((value - domain[0]) / span) * length,
    invert: (pixel) => domain[0] + ((pixel - range[0]) / (length || 1)) * span,
  };
}

/** Round ticks (1, 2, 2.5, 5 × 10ⁿ) inside a domain, about `count` of them. */
export function valueTicks([from, to]: readonly [number, number], count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  if (!Number.isFinite(rough) || rough <= 0) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((multiple) => multiple * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** A domain that holds the values with some air; flat data gets a band around it. `zero` pulls 0 in. */
export function niceDomain(values: Iterable<number>, zero: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (zero) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  const air = high === low ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.06;
  return [low === 0 || (low > 0 && low - air < 0) ? 0 : low - air, high === 0 ? 0 : high + air];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  ...[1, 5, 15, 30].map((n) => n * SECOND),
  ...[1, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120];

export type TimeTickFormat = 'second' | 'minute' | 'day' | 'month' | 'year';
export interface TimeTicks {
  readonly atMs: readonly number[];
  readonly format: TimeTickFormat;
}

/**
 * Ticks on whole units of the clock on the wall, about `count` of them. `offsetMinutesAt` is the time zone's offset from UTC at an
 * instant.
 */
export function timeTicks(
  [fromMs, toMs]: readonly [number, number],
  count: number,
  offsetMinutesAt: (ms: number) => number,
): TimeTicks {
  const rough = (toMs - fromMs) / Math.max(1, count);
  const offsetMs = offsetMinutesAt(fromMs) * MINUTE;
  const toInstant = (wallMs: number): number => wallMs - offsetMinutesAt(wallMs - offsetMs) * MINUTE;
  const inside = (ms: number): boolean => ms >= fromMs && ms <= toMs;
  const step = STEPS.find((each) => each >= rough);
  if (step !== undefined) {
    const phase = step >= 7 * DAY ? 4 * DAY : 0; // weeks start on Monday; the epoch was a Thursday
    const first = Math.ceil((fromMs + offsetMs - phase) / step);
    const ticks: number[] = [];
    for (let index = first; phase + index * step <= toMs + offsetMs + DAY; index++) {
      ticks.push(toInstant(phase + index * step));
    }
    const format = step < MINUTE ? 'second' : step < DAY ? 'minute' : 'day';
    return { atMs: ticks.filter(inside), format };
  }
  const months = MONTH_STEPS.find((each) => each * 30 * DAY >= rough) ?? 240;
  const start = new Date(fromMs + offsetMs);
  const firstMonth = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const ticks: number[] = [];
  for (let month = firstMonth; ; month += months) {
    const instant = toInstant(Date.UTC(Math.floor(month / 12), month % 12, 1));
    if (instant > toMs) break;
    ticks.push(instant);
  }
  return { atMs: ticks.filter(inside), format: months >= 12 ? 'year' : 'month' };
}
