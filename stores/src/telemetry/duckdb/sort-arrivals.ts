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
  const { length, ids, types, seriesIndex } = batch;
  const [hi, lo] = [state.hi(), state.lo()];
  const timeHi = new Int32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, length * 2);
  const timeLo = new Uint32Array(batch.timeNs.buffer, batch.timeNs.byteOffset, length * 2);
  const before = Array.from(ids, (id): readonly [number, number] => [hi[id] as number, lo[id] as number]);
  const newestRow = new Int32Array(ids.length).fill(-1);
  const typeIndex = Uint8Array.from(types, (type) => FIELD_TYPES.indexOf(type));
  const hot = FIELD_TYPES.map((type) => new Uint32Array(types.includes(type) ? length : 0));
  const late = FIELD_TYPES.map((): number[] => []);
  const hotCount = new Uint32Array(FIELD_TYPES.length);

  for (let row = 0; row < length; row += 1) {
    const index = seriesIndex[row] as number;
    const id = ids[index] as number;
    const type = typeIndex[index] as number;
    const high = timeHi[2 * row + 1] as number;
    const low = timeLo[2 * row] as number;
    const lastHigh = hi[id] as number;
    const lastLow = lo[id] as number;
    if (high > lastHigh || (high === lastHigh && low > lastLow)) {
      (hot[type] as Uint32Array)[hotCount[type] as number] = row;
      hotCount[type] = (hotCount[type] as number) + 1;
      hi[id] = high;
      lo[id] = low;
      newestRow[index] = row;
    } else {
      (late[type] as number[]).push(row);
      if (high === lastHigh && low === lastLow) newestRow[index] = row;
    }
  }

  const byType: Partial<Record<FieldType, Arrivals>> = {};
  FIELD_TYPES.forEach((type, index) => {
    const arrivals = {
      hot: (hot[index] as Uint32Array).subarray(0, hotCount[index]),
      late: Uint32Array.from(late[index] as number[]),
    };
    if (arrivals.hot.length + arrivals.late.length > 0) byType[type] = arrivals;
  });

  return {
    byType,
    publish: () => {
      // In the order of rows, so that the last wins even where two entries of the batch are the same series.
      newestRow.sort().forEach((row) => {
        if (row < 0) return;
        const index = seriesIndex[row] as number;
        const id = ids[index] as number;
        const type = types[index] as FieldType;
        if (type === 'string') state.strings.set(id, batch.strings?.[row] ?? '');
        else if (type === 'integer' || type === 'unsigned') state.integers()[id] = batch.integers?.[row] ?? 0n;
        else state.numbers()[id] = batch.numbers?.[row] ?? 0;
      });
    },
    undo: () => {
      for (let index = ids.length - 1; index >= 0; index -= 1) {
        const id = ids[index] as number;
        const [high, low] = before[index] as readonly [number, number];
        state.hi()[id] = high;
        state.lo()[id] = low;
      }
    },
  };
}
