import type { Series } from '@wellhead/contracts';
import type { SeriesSelector } from './store.js';

/** Tells of each series whether it is selected; what the selector does not name is free. Asked of thousands of series for hundreds of assets. */
export function selects({ measurement, field, tags = {} }: SeriesSelector): (series: Series) => boolean {
  const allowed = Object.entries(tags).map(([tag, values]) => ({ tag, values: new Set(values) }));
  return (series) =>
    (measurement === undefined || measurement === series.measurement) &&
    (field === undefined || field === series.field) &&
    allowed.every(({ tag, values }) => {
      const value = series.tags[tag];
      return value !== undefined && values.has(value);
    });
}

/** Identity of a series inside a store: its key alone would mix two types under one name. */
export const seriesId = (series: Series): string => `${series.type} ${series.key}`;

/** Windows and envelopes are made of numbers only. */
export const isNumeric = (series: Series): boolean =>
  series.type === 'float' || series.type === 'integer' || series.type === 'unsigned';
