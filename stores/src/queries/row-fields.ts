import type { FrameField, FrameFieldConfig } from '@wellhead/contracts';
import { timesField } from './frame-parts.js';

/** Fields of a table, each made of the same rows. */

export const text = <T>(name: string, rows: readonly T[], value: (row: T) => string | null): FrameField => ({
  name,
  type: 'string',
  values: rows.map(value),
});
export const number = <T>(
  name: string,
  rows: readonly T[],
  value: (row: T) => number | null,
  config: FrameFieldConfig = {},
): FrameField => ({
  name,
  type: 'number',
  values: rows.map(value),
  config,
});
export const time = <T>(name: string, rows: readonly T[], value: (row: T) => number | null): FrameField =>
  timesField(name, rows.map(value));
export const flag = <T>(name: string, rows: readonly T[], value: (row: T) => boolean): FrameField => ({
  name,
  type: 'boolean',
  values: rows.map(value),
});
