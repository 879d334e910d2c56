import type { FieldType, FieldValue, Series } from '@wellhead/contracts';
import type { SeriesReadings, TelemetryQuery, WindowAggregate } from './store.js';

/** A time in ns and what was read then. */
export type Sample = readonly [timeNs: bigint, value: FieldValue];
type NumericSample = readonly [timeNs: bigint, value: number | bigint];

/** Packs samples into the arrays that the port promises for their type. */
export function packReadings(
  series: Series,
  samples: readonly Sample[],
  type: FieldType = series.type,
): SeriesReadings {
  const timeNs = BigInt64Array.from(samples, ([time]) => time);
  const values = samples.map(([, value]) => value);
  switch (type) {
    case 'float':
      return { series, timeNs, values: Float64Array.from(values, Number) };
    case 'integer':
      return { series, timeNs, values: BigInt64Array.from(values, BigInt) };
    case 'unsigned':
      return { series, timeNs, values: BigUint64Array.from(values, BigInt) };
    case 'boolean':
      return { series, timeNs, values: values.map(Boolean) };
    case 'string':
      return { series, timeNs, values: values.map(String) };
    default:
      return type satisfies never;
  }
}

/** Start of the window that holds an instant: windows are aligned to the epoch, also before it. */
export const windowStart = (timeNs: bigint, everyNs: bigint): bigint =>
  timeNs - (((timeNs % everyNs) + everyNs) % everyNs);

/** The type in which a windowed value is given. */
export function windowType(type: FieldType, aggregate: WindowAggregate): FieldType {
  if (aggregate === 'count') return 'integer';
  return aggregate === 'first' || aggregate === 'last' ? type : 'float';
}

/** Answers one series' samples (in time order, within the bounds) in the shape asked for: the plain statement of what every adapter does. */
export function shapeReadings(
  series: Series,
  samples: readonly Sample[],
  shape: TelemetryQuery['shape'],
): SeriesReadings {
  switch (shape.kind) {
    case 'raw':
      return packReadings(series, shape.limit === undefined ? samples : samples.slice(0, shape.limit));
    case 'windows': {
      const windows = windowsOf(samples as readonly NumericSample[], shape.everyNs);
      const values = windows.map(([start, window]): Sample => [start, aggregateOf(window, shape.aggregate)]);
      return packReadings(series, values, windowType(series.type, shape.aggregate));
    }
    case 'envelope':
      return packReadings(series, windowsOf(samples as readonly NumericSample[], shape.everyNs).flatMap(extremesOf));
    default:
      return shape satisfies never;
  }
}

function windowsOf(samples: readonly NumericSample[], everyNs: bigint): [bigint, NumericSample[]][] {
  const windows = new Map<bigint, NumericSample[]>();
  for (const sample of samples) {
    const start = windowStart(sample[0], everyNs);
    const window = windows.get(start);
    if (window) window.push(sample);
    else windows.set(start, [sample]);
  }
  return [...windows];
}

function aggregateOf(window: readonly NumericSample[], aggregate: WindowAggregate): number | bigint {
  const numbers = window.map(([, value]) => Number(value));
  switch (aggregate) {
    case 'count':
      return BigInt(window.length);
    case 'sum':
      return numbers.reduce((sum, value) => sum + value, 0);
    case 'mean':
      return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    case 'min':
      return numbers.reduce((least, value) => Math.min(least, value));
    case 'max':
      return numbers.reduce((most, value) => Math.max(most, value));
    case 'first':
      return (window[0] as NumericSample)[1];
    case 'last':
      return (window[window.length - 1] as NumericSample)[1];
    default:
      return aggregate satisfies never;
  }
}

function extremesOf([, window]: [bigint, NumericSample[]]): Sample[] {
  let least = window[0] as NumericSample;
  let most = least;
  for (const sample of window) {
    if (sample[1] < least[1]) least = sample;
    if (sample[1] > most[1]) most = sample;
  }
  if (least[0] === most[0]) return [least];
  return least[0] < most[0] ? [least, most] : [most, least];
}
