import type { Frame, FrameField, FrameFieldConfig, FrameMeta, FrameNotice, FrameValues } from '@wellhead/contracts';
import { NS_PER_MS } from '@wellhead/contracts';

/** Grafana's data plane contract, version 0.1: what its rule engine reads without guessing. */
export const SERIES: FrameMeta = { type: 'timeseries-multi', typeVersion: [0, 1] };
export const NUMBERS: FrameMeta = { type: 'numeric-multi', typeVersion: [0, 1] };
export const TABLE: FrameMeta = { type: 'table', typeVersion: [0, 1] };

export type Labels = Readonly<Record<string, string>>;

/** A time column from nanoseconds. */
export const timeField = (timeNs: BigInt64Array): FrameField => ({ name: 'time', type: 'time', values: timeNs });

/** Whole milliseconds as a nanosecond column. */
export const nsColumn = (timesMs: readonly number[]): BigInt64Array =>
  BigInt64Array.from(timesMs, (ms) => BigInt(ms) * NS_PER_MS);

/** A table column of times; null where there is none. */
export const timesField = (name: string, timesMs: readonly (number | null)[]): FrameField => ({
  name,
  type: 'time',
  values: timesMs,
});

/** A column of text. */
export const textField = (name: string, values: readonly (string | null)[]): FrameField => ({
  name,
  type: 'string',
  values,
});

/** A column of numbers. */
export const numberField = (
  name: string,
  values: readonly (number | null)[],
  config: FrameFieldConfig = {},
): FrameField => ({ name, type: 'number', values, config });

/** One number with its labels: what an alert rule evaluates. */
export const numberFrame = (
  name: string,
  value: number,
  labels: Labels,
  config: FrameFieldConfig,
  custom: Readonly<Record<string, unknown>> = {},
): Frame => ({
  name,
  meta: { ...NUMBERS, custom },
  fields: [{ name: 'value', type: 'number', values: Float64Array.of(value), labels, config }],
});

/** The values of a store, typed for a frame. */
export function valuesField(
  values: Float64Array | BigInt64Array | BigUint64Array | readonly boolean[] | readonly string[],
): { readonly type: FrameField['type']; readonly values: FrameValues } {
  if (values instanceof Float64Array) return { type: 'number', values };
  if (values instanceof BigInt64Array) return { type: 'integer', values };
  if (values instanceof BigUint64Array) return { type: 'unsigned', values: Array.from(values) };
  // An empty list has no series behind it: its type does not matter.
  return typeof values[0] === 'boolean'
    ? { type: 'boolean', values: values as readonly boolean[] }
    : { type: 'string', values: values as readonly string[] };
}

/**
 * The frames of an answer. None: one frame without fields, which Grafana and its rule engine know as "no data", to carry the notices.
 */
export function answer(frames: readonly Frame[], empty: FrameMeta, notices: readonly FrameNotice[] = []): Frame[] {
  const [first, ...rest] = frames;
  if (first === undefined) return [{ name: '', meta: notices.length > 0 ? { ...empty, notices } : empty, fields: [] }];
  if (notices.length === 0) return [...frames];
  return [{ ...first, meta: { ...first.meta, notices: [...(first.meta?.notices ?? []), ...notices] } }, ...rest];
}

export const warning = (text: string): FrameNotice => ({ severity: 'warning', text });
export const info = (text: string): FrameNotice => ({ severity: 'info', text });

/** Label of a quantile: 0.5 → `p50`, 0.025 → `p2.5`. */
export const quantileLabel = (quantile: number): string => `p${Number((quantile * 100).toFixed(4))}`;
