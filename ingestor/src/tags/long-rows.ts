/** Members of a row of the long form, and what else they are called. */
const SPELLINGS: Readonly<Record<string, 'time' | 'asset' | 'signal' | 'value'>> = {
  time: 'time',
  timestamp: 'time',
  asset: 'asset',
  well_id: 'asset',
  signal: 'signal',
  sensor_type: 'signal',
  value: 'value',
};

/** Bodies without one of these hold no such row. */
export const LONG_MARKS = ['"signal"', '"sensor_type"'].map((text) => Buffer.from(text));

/**
 * The point that a row of the long form stands for: `{ timestamp, well_id, sensor_type, value }` or `{ time, asset, signal, value }`, the signal as
 * `measurement.field`, such as `tms.current`; the time may be left out. Undefined: it is no such row.
 */
export function longPointOf(row: unknown): object | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const members: Partial<Record<'time' | 'asset' | 'signal' | 'value', unknown>> = {};
  for (const [name, value] of Object.entries(row)) {
    const member = SPELLINGS[name];
    if (member === undefined || member in members) return undefined;
    members[member] = value;
  }
  const { asset, signal, value, ...time } = members;
  if (typeof asset !== 'string' || typeof signal !== 'string' || value === undefined) return undefined;
  const dot = signal.indexOf('.');
  if (dot < 1 || dot === signal.length - 1) return undefined;
  return { ...time, measurement: signal.slice(0, dot), tags: { asset }, fields: { [signal.slice(dot + 1)]: value } };
}
