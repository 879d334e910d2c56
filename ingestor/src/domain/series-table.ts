import { type FieldType, type Series, seriesOf } from '@wellhead/contracts';

/** A series within this process, with its place in the batch that is being built (`index`, valid while `stamp` is that batch's). */
export interface Slot {
  readonly series: Series;
  stamp: number;
  index: number;
}

/** Every series seen, once: the same series is the same object however its tags were ordered. */
export interface SeriesTable {
  slot(measurement: string, tags: Readonly<Record<string, string>>, field: string, type: FieldType): Slot;
  /** Forgets everything, when there are too many; what others still hold stays valid. */
  clear(): void;
  readonly size: number;
}

export function openSeriesTable(): SeriesTable {
  const slots = new Map<string, Slot>();
  return {
    slot(measurement, tags, field, type) {
      const series = seriesOf(measurement, tags, field, type);
      const id = `${type} ${series.key}`;
      const known = slots.get(id);
      if (known) return known;
      const slot: Slot = { series, stamp: -1, index: 0 };
      slots.set(id, slot);
      return slot;
    },
    clear: () => slots.clear(),
    get size() {
      return slots.size;
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
