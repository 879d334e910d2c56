import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import type { WireBatch } from './duckdb-messages.js';
import type { SeriesState } from './series-state.js';

/** Rows of one type by their place in the batch: those newer than all of their series, and all others. */
export interface Arrivals {
  readonly hot: Uint32Array;
  readonly late: Uint32Array;
}

export interface SortedBatch {
  readonly byType: Partial<Record<FieldType, Arrivals>>;
  /** Tells the state the values of the newest readings; call it once the rows are committed. */
  publish(): void;
  /** Takes back the times that sorting has noted; call it if the rows were not committed, newest batch first. */
  undo(): void;
}

/**
 * Splits a batch: a row newer than its series' newest is hot and can have no twin; any other is late, and may overwrite one.
 * The state notes the new times at once, so that the next batch can be sorted before this one is committed.
 */
export function sortArrivals(batch: WireBatch, state: SeriesState): SortedBatch {
  const { length, seriesIndex, ids } = batch;
  const [hi, lo, types] = [state.hi(), state.lo(), state.types()];
  const timeHi = new Int32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, length * 2);
  const timeLo = new Uint32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, length * 2);
  const touched = createTouched(batch, state);
  const hot: Uint32Array[] = [];
  const late: number[][] = [];
  const hotCount = new Uint32Array(FIELD_TYPES.length);

  for (let row = 0; row < length; row += 1) {
    const id = ids[seriesIndex[row] as number] as number;
    const type = types[id] as number;
    const high = timeHi[2 * row + 1] as number;
    const low = timeLo[2 * row] as number;
    const lastHigh = hi[id] as number;
    const lastLow = lo[id] as number;
    const place = touched.place(id);
    if (high > lastHigh || (high === lastHigh && low > lastLow)) {
      (hot[type] ??= new Uint32Array(length))[hotCount[type] as number] = row;
      hotCount[type] = (hotCount[type] as number) + 1;
      hi[id] = high;
      lo[id] = low;
      touched.newestRow[place] = row;
    } else {
      (late[type] ??= []).push(row);
      if (high === lastHigh && low === lastLow) touched.newestRow[place] = row;
    }
  }

  const byType: Partial<Record<FieldType, Arrivals>> = {};
  FIELD_TYPES.forEach((type, index) => {
    const [newer, older] = [hot[index], late[index]];
    if (!newer && !older) return;
    byType[type] = {
      hot: newer?.subarray(0, hotCount[index]) ?? new Uint32Array(0),
      late: Uint32Array.from(older ?? []),
    };
  });
  return { byType, publish: touched.publish, undo: touched.undo };
}

/** The series that a batch names: their times before it, and the rows of their newest readings, -1 where all were older. */
function createTouched(batch: WireBatch, state: SeriesState) {
  const [hi, lo, types, places] = [state.hi(), state.lo(), state.types(), state.places()];
  const most = Math.min(batch.length, places.length);
  const ids = new Uint32Array(most);
  const beforeHi = new Int32Array(most);
  const beforeLo = new Uint32Array(most);
  const newestRow = new Int32Array(most);
  let count = 0;
  return {
    newestRow,
    place: (id: number): number => {
      // What another batch left in `places` points nowhere, or at another series.
      const known = places[id] as number;
      if (known < count && ids[known] === id) return known;
      places[id] = count;
      ids[count] = id;
      beforeHi[count] = hi[id] as number;
      beforeLo[count] = lo[id] as number;
      newestRow[count] = -1;
      return count++;
    },
    publish: () => {
      for (let at = 0; at < count; at += 1) {
        const row = newestRow[at] as number;
        if (row < 0) continue;
        const id = ids[at] as number;
        const type = FIELD_TYPES[types[id] as number];
        if (type === 'string') state.strings.set(id, batch.strings?.[row] ?? '');
        else if (type === 'integer' || type === 'unsigned') state.integers()[id] = batch.integers?.[row] ?? 0n;
        else state.numbers()[id] = batch.numbers?.[row] ?? 0;
      }
    },
    undo: () => {
      for (let at = 0; at < count; at += 1) {
        const id = ids[at] as number;
        state.hi()[id] = beforeHi[at] as number;
        state.lo()[id] = beforeLo[at] as number;
      }
    },
  };
}
