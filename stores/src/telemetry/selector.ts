import type { Series } from '@wellhead/contracts';
import type { SeriesSelector } from './store.js';

/** Whether a series is selected; what the selector does not name is free. */
export function selects(selector: SeriesSelector, series: Series): boolean {
  if (selector.measurement !== undefined && selector.measurement !== series.measurement) return false;
  if (selector.field !== undefined && selector.field !== series.field) return false;
  for (const [tag, allowed] of Object.entries(selector.tags ?? {})) {
    const value = series.tags[tag];
    if (value === undefined || !allowed.includes(value)) return false;
  }
  return true;
}

/** Identity of a series inside a store: its key alone would mix two types under one name. */
export const seriesId = (series: Series): string => `${series.type} ${series.key}`;

/** Windows and envelopes are made of numbers only. */
export const isNumeric = (series: Series): boolean =>
  series.type === 'float' || series.type === 'integer' || series.type === 'unsigned';
