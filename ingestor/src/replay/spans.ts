import type { ReadingBatch, Series } from '@wellhead/contracts';

/** From the first to the last time of the readings of each series that were fed again, ns. */
export interface Spans {
  readonly isEmpty: boolean;
  widen(batch: ReadingBatch): void;
  /** Rows of a batch that may have overwritten readings within a span. */
  rowsWithin(batch: ReadingBatch): readonly number[];
}

export function openSpans(): Spans {
  const spans = new Map<string, { firstNs: bigint; lastNs: bigint }>();
  const keyOf = (batch: ReadingBatch, row: number): string => (batch.series[batch.seriesIndex[row] ?? 0] as Series).key;
  return {
    get isEmpty() {
      return spans.size === 0;
    },
    widen(batch) {
      for (let row = 0; row < batch.length; row++) {
        const timeNs = batch.timeNs[row] as bigint;
        const key = keyOf(batch, row);
        const span = spans.get(key);
        if (!span) spans.set(key, { firstNs: timeNs, lastNs: timeNs });
        else if (timeNs < span.firstNs) span.firstNs = timeNs;
        else if (timeNs > span.lastNs) span.lastNs = timeNs;
      }
    },
    rowsWithin(batch) {
      const rows: number[] = [];
      for (let row = 0; row < batch.length; row++) {
        const span = spans.get(keyOf(batch, row));
        const timeNs = batch.timeNs[row] as bigint;
        if (span && timeNs >= span.firstNs && timeNs <= span.lastNs) rows.push(row);
      }
      return rows;
    },
  };
}
