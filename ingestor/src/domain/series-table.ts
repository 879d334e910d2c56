import { type FieldType, type Series, seriesOf } from '@wellhead/contracts';

/**
 * Every series seen, once: the same series is the same object, and has the same place, however its tags were ordered. Batches name
 * series by these places, so that joining batches and handing them to the store costs nothing a series.
 */
export interface SeriesTable {
  place(measurement: string, tags: Readonly<Record<string, string>>, field: string, type: FieldType): number;
  /** By place; it grows, and what it holds never changes. After `clear` it is another list. */
  readonly series: readonly Series[];
  /** Forgets everything, when there are too many; what batches still hold stays valid. */
  clear(): void;
}

export function openSeriesTable(): SeriesTable {
  const places = new Map<string, number>();
  let all: Series[] = [];
  return {
    place(measurement, tags, field, type) {
      const series = seriesOf(measurement, tags, field, type);
      const id = `${type} ${series.key}`;
      let place = places.get(id);
      if (place === undefined) places.set(id, (place = all.push(series) - 1));
      return place;
    },
    get series() {
      return all;
    },
    clear() {
      places.clear();
      all = [];
    },
  };
}

const isControl = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
};

/**
 * Why a name cannot be kept, or undefined. A name that ends in a backslash would swallow the separator behind it in the line
 * protocol; control characters cannot be written there at all; NUL is refused by Postgres.
 */
export function nameFault(what: string, name: string): string | undefined {
  if (name === '') return `the ${what} is empty`;
  if (isControl(name)) return `the ${what} has a control character`;
  if (name.endsWith('\\')) return `the ${what} ends in a backslash`;
  if (name.includes('\uFFFD')) return `the ${what} is not valid UTF-8`;
  return undefined;
}
