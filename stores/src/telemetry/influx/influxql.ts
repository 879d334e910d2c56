import type { SeriesSelector, TelemetryQuery } from '../store.js';

/** InfluxDB's own range of times is two short of int64 at each end. */
export const EARLIEST_NS = -9_223_372_036_854_775_806n;
export const LATEST_NS = 9_223_372_036_854_775_806n;

export const identifier = (name: string): string => `"${name.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n')}'`;

const clamp = (timeNs: bigint): bigint =>
  timeNs < EARLIEST_NS ? EARLIEST_NS : timeNs > LATEST_NS ? LATEST_NS : timeNs;

/**
 * One statement over one field, every series by itself. Both bounds are always given: `GROUP BY time` without an upper one answers nothing
 * for readings of the future.
 */
export function selectSql(
  expression: string,
  measurement: string,
  range: { readonly fromNs: bigint; readonly toNs: bigint },
  tags: SeriesSelector['tags'],
  more: { readonly everyNs?: bigint; readonly limit?: number } = {},
): string {
  const conditions = [
    `time >= ${clamp(range.fromNs)}`,
    `time < ${clamp(range.toNs)}`,
    ...Object.entries(tags ?? {}).map(
      ([tag, values]) => `(${values.map((value) => `${identifier(tag)}::tag = ${literal(value)}`).join(' OR ')})`,
    ),
  ];
  const by = more.everyNs === undefined ? 'GROUP BY *' : `GROUP BY *, time(${more.everyNs}ns)`;
  const limit = more.limit === undefined ? '' : ` LIMIT ${Math.trunc(more.limit)}`;
  return `SELECT ${expression} FROM ${identifier(measurement)} WHERE ${conditions.join(' AND ')} ${by}${limit}`;
}

/** What to select of a field for one shape. An envelope is made of two: BOTTOM and TOP keep the readings' own times, MIN and MAX do not. */
export function expressionsOf(field: string, shape: TelemetryQuery['shape']): readonly string[] {
  const column = `${identifier(field)}::field`;
  switch (shape.kind) {
    case 'raw':
      return [column];
    case 'windows':
      return [`${shape.aggregate.toUpperCase()}(${column})`];
    case 'envelope':
      return [`BOTTOM(${column}, 1)`, `TOP(${column}, 1)`];
    default:
      return shape satisfies never;
  }
}

/** Nanoseconds of an RFC 3339 time with up to nine fraction digits, as InfluxDB answers without `epoch`. */
export function nsOfRfc3339(text: string): bigint {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (!match) throw new Error(`InfluxDB answered a time that is not RFC 3339 in UTC: ${text}`);
  return BigInt(Date.parse(`${match[1]}Z`)) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
