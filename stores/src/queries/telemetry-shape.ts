import type { QueryContext, QueryOf } from '@wellhead/contracts';
import { nsFromMs } from '@wellhead/contracts';
import { seriesId } from '../telemetry/selector.js';
import { type SeriesReadings, SLOT_NS, type TelemetryQuery } from '../telemetry/store.js';

/** Raw readings of one series; the rest is cut and said. */
export const MOST_READINGS = 200_000;
/** Of a course: a tile is about as many pixels wide. */
const COURSE_POINTS = 120;

type StoreShape = TelemetryQuery['shape'];
type Windows = Extract<StoreShape, { kind: 'windows' }>;

/**
 * As the store reads; or the newest reading of each series alone: whatever the range, that costs one look; or both, a few windows of the last value and
 * the newest reading at its own time.
 */
export type AskedShape =
  StoreShape | { readonly kind: 'newest' } | { readonly kind: 'course'; readonly windows: Windows };

/**
 * The window that so many of fit into the range; widened to the next one that a store answers quickly, where this leaves at least two thirds of the
 * points.
 */
function fittingMs({ fromMs, toMs }: QueryContext, points: number): number {
  const leastMs = Math.max(1, Math.ceil((toMs - fromMs) / Math.max(1, points)));
  const slotMs = Number(SLOT_NS / 1_000_000n);
  const quickMs = Math.ceil(leastMs / slotMs) * slotMs;
  return leastMs * 3 >= quickMs * 2 ? quickMs : leastMs;
}

/** How to read: raw, windows of the interval, an envelope whose two points a window fill the panel's pixels, the newest reading or a course. */
export function shapeOf(query: QueryOf<'telemetry'>, context: QueryContext): AskedShape {
  switch (query.aggregate) {
    case 'raw':
      return { kind: 'raw', limit: MOST_READINGS + 1 };
    case 'newest':
      return { kind: 'newest' };
    case 'course': {
      const everyMs = query.windowMs ?? fittingMs(context, COURSE_POINTS);
      return { kind: 'course', windows: { kind: 'windows', everyNs: nsFromMs(everyMs), aggregate: 'last' } };
    }
    case 'envelope': {
      const everyMs = query.windowMs ?? fittingMs(context, Math.floor(context.maxDataPoints / 2));
      return { kind: 'envelope', everyNs: nsFromMs(everyMs) };
    }
    case 'mean':
    case 'min':
    case 'max':
    case 'sum':
    case 'count':
    case 'first':
    case 'last': {
      const everyMs = Math.max(1, query.windowMs ?? context.intervalMs);
      return { kind: 'windows', everyNs: nsFromMs(everyMs), aggregate: query.aggregate };
    }
    default:
      return query.aggregate satisfies never;
  }
}

/** What quality is told of: each reading, or each window. */
export function storeShape(shape: AskedShape): StoreShape {
  if (shape.kind === 'newest') return { kind: 'raw' };
  return shape.kind === 'course' ? shape.windows : shape;
}

/** How often values come, in ms: windows are never closer than the readings; the newest reading is as late as the signal says, not as its windows. */
export function intervalOf(signalMs: number, shape: AskedShape): number {
  return shape.kind === 'windows' || shape.kind === 'envelope'
    ? Math.max(signalMs, Number(shape.everyNs / 1_000_000n))
    : signalMs;
}

/** Each course with the newest reading of its series behind it; a series that has no windows, such as one of text, is its newest reading. */
export function withNewest(
  courses: readonly SeriesReadings[],
  newest: readonly SeriesReadings[],
): readonly SeriesReadings[] {
  const courseOf = new Map(courses.map((course) => [seriesId(course.series), course]));
  return newest.map((one) => {
    const course = courseOf.get(seriesId(one.series));
    const lastNs = course?.timeNs.at(-1);
    const timeNs = one.timeNs.at(-1);
    if (course === undefined || lastNs === undefined || timeNs === undefined || timeNs <= lastNs) return course ?? one;
    return {
      series: one.series,
      timeNs: appended(course.timeNs, one.timeNs),
      values: joined(course.values, one.values),
    };
  });
}

type Values = SeriesReadings['values'];

/** Values of one series are of one type. */
function joined(values: Values, more: Values): Values {
  if (values instanceof Float64Array && more instanceof Float64Array) return appended(values, more);
  if (values instanceof BigInt64Array && more instanceof BigInt64Array) return appended(values, more);
  if (values instanceof BigUint64Array && more instanceof BigUint64Array) return appended(values, more);
  throw new Error('two readings of one series are of different types');
}

function appended<T extends Float64Array | BigInt64Array | BigUint64Array>(values: T, more: T): T {
  const all = new (values.constructor as new (length: number) => T)(values.length + more.length);
  all.set(values as never);
  all.set(more as never, values.length);
  return all;
}
