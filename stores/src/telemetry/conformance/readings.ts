import { type FieldType, type FieldValue, type Reading, type Series, seriesOf } from '@wellhead/contracts';
import type { SeriesReadings, WindowAggregate } from '../store.js';

export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;
/** 2026-03-01T00:00:00Z */
export const BASE = 1_772_323_200n * SECOND;
export const AGGREGATES: readonly WindowAggregate[] = ['mean', 'min', 'max', 'sum', 'count', 'first', 'last'];

export const series = (measurement: string, type: FieldType = 'float', asset = 'well-101', field = 'value'): Series =>
  seriesOf(measurement, { asset }, field, type);

export const at = (one: Series, timeNs: bigint, value: FieldValue): Reading => ({ series: one, timeNs, value });

export const pairs = (answer: SeriesReadings | undefined): [bigint, FieldValue][] =>
  answer ? Array.from(answer.timeNs, (time, row) => [time, answer.values[row] as FieldValue]) : [];
