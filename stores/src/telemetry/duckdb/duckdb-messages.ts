import type { FieldType, Series } from '@wellhead/contracts';
import type { Checkpoint, TelemetryQuery } from '../store.js';
import type { StoreFaults } from './crash-points.js';

/** What the main thread and the worker that owns the file say to each other. Series travel once, as numbers afterwards. */

export interface WorkerSettings {
  readonly file: string;
  /** Memory that DuckDB may use, in MB; what needs more spills beside the file. */
  readonly memoryMb: number;
  /** Rows in arrival order, or late ones, that start a compaction. */
  readonly compactAtRows: number;
  readonly faults: StoreFaults;
}

/** A series and its number in this file. */
export interface NumberedSeries {
  readonly id: number;
  readonly series: Series;
}

/**
 * A batch with series as numbers. Its arrays belong to the receiver, or lie in shared memory that nobody changes until the write is
 * answered: then they were not copied.
 */
export interface WireBatch {
  readonly length: number;
  readonly newSeries: readonly NumberedSeries[];
  /** The place of the series of each row in `ids`. */
  readonly seriesIndex: Uint32Array;
  /** The number of each series of the list that the batch names. */
  readonly ids: Uint32Array;
  readonly timeNs: BigInt64Array;
  readonly numbers: Float64Array | undefined;
  readonly integers: BigInt64Array | undefined;
  readonly strings: readonly (string | undefined)[] | undefined;
}

/** Series to read, as numbers by their type. */
export type IdsByType = Partial<Record<FieldType, readonly number[]>>;

export type WireValues = Float64Array | BigInt64Array | BigUint64Array | readonly boolean[] | readonly string[];

/** Readings of several series one after the other: series `ids[i]` has `lengths[i]` of them. */
export interface WireColumns {
  readonly ids: Uint32Array;
  readonly lengths: Uint32Array;
  readonly timeNs: BigInt64Array;
  readonly values: WireValues;
}

export interface Operations {
  write: { ask: { batch: WireBatch; checkpoint: Checkpoint | undefined }; answer: undefined };
  checkpoint: { ask: { sink: string }; answer: number | undefined };
  read: {
    ask: { series: IdsByType; fromNs: bigint; toNs: bigint; shape: TelemetryQuery['shape'] };
    answer: readonly WireColumns[];
  };
  latest: { ask: { series: IdsByType; beforeNs: bigint | undefined }; answer: readonly WireColumns[] };
  /** Which of these series hold a reading. */
  present: { ask: { ids: readonly number[] }; answer: readonly number[] };
  drop: { ask: { beforeNs: bigint }; answer: undefined };
  count: { ask: { series: IdsByType }; answer: number };
  compact: { ask: undefined; answer: undefined };
  /** Copies everything into a file that is not there yet. */
  copy: { ask: { file: string }; answer: undefined };
  ping: { ask: undefined; answer: undefined };
  close: { ask: undefined; answer: undefined };
}
export type OperationName = keyof Operations;

export type Request =
  | {
      readonly [O in OperationName]: { readonly id: number; readonly op: O; readonly ask: Operations[O]['ask'] };
    }[OperationName]
  /** Gives up a read that is under way. */
  | { readonly id: number; readonly op: 'abort' };

export type Reply =
  | { readonly kind: 'opened'; readonly series: readonly NumberedSeries[] }
  | { readonly kind: 'not-opened'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Operations[OperationName]['answer'] }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  | {
      readonly kind: 'event';
      readonly level: 'info' | 'warn';
      readonly event: string;
      readonly fields: Readonly<Record<string, number | string>>;
    };
