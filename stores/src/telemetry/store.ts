import type { FieldType, ReadingBatch, Series } from '@wellhead/contracts';

/** The telemetry port. Every adapter keeps the promises of the conformance suite beside this file, or declares which it cannot. */

export interface TelemetryCapabilities {
  /** The checkpoint is committed in the transaction of the rows; else it is kept by the adapter after them (at least once, harmless). */
  readonly transactionalCheckpoint: boolean;
  readonly unsigned: boolean;
  /** `drop(before)` takes effect when it resolves; else the engine does it in its own time. */
  readonly exactDrop: boolean;
}

/** How far a sink has come: the spool sequence whose rows, and all before, are in the store. */
export interface Checkpoint {
  readonly sink: string;
  readonly sequence: number;
}

/** A row that the store will not take, by its place in the batch. The rest of the batch is stored. */
export interface RefusedRow {
  readonly row: number;
  readonly reason: string;
}

export type WriteOutcome =
  { readonly kind: 'stored' } | { readonly kind: 'partly-stored'; readonly refused: readonly RefusedRow[] };

export interface SeriesSelector {
  readonly measurement?: string;
  readonly field?: string;
  /** Tag → values allowed; a series without the tag does not match. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** Windows of a multiple of a quarter of an hour are the quick ones: a store may keep figures of such slots beside the readings. */
export const SLOT_NS = 900_000_000_000n;

export type WindowAggregate = 'mean' | 'min' | 'max' | 'sum' | 'count' | 'first' | 'last';

export interface TelemetryQuery {
  readonly selector: SeriesSelector;
  /** In. */
  readonly fromNs: bigint;
  /** Out. */
  readonly toNs: bigint;
  readonly shape:
    /** With a limit: at most that many readings a series, the oldest ones. */
    | { readonly kind: 'raw'; readonly limit?: number }
    /**
     * One value a window that holds a reading, at the window's start; windows are aligned to the epoch, so the first may start before `fromNs`.
     * Numbers only: boolean and text series are left out.
     */
    | { readonly kind: 'windows'; readonly everyNs: bigint; readonly aggregate: WindowAggregate }
    /**
     * The smallest and the largest reading of each window at their own times, in time order (one where they are the same reading), in the
     * type of the series: what a chart of a long range draws. Of equal values, either may be the one. Numbers only.
     */
    | { readonly kind: 'envelope'; readonly everyNs: bigint };
}

/**
 * Readings of one series in time order, the last write of each time; a series without any is left out. Raw readings are Float64Array, BigInt64Array
 * (integer), BigUint64Array (unsigned), boolean[] or string[]. Windowed values are Float64Array but for `count` (BigInt64Array), `first` and `last`
 * of integer and unsigned series.
 */
export interface SeriesReadings {
  readonly series: Series;
  readonly timeNs: BigInt64Array;
  readonly values: Float64Array | BigInt64Array | BigUint64Array | readonly boolean[] | readonly string[];
}

export interface TelemetryStore {
  readonly name: string;
  readonly capabilities: TelemetryCapabilities;
  /** Resolves when the rows are durable. Rejects when the store cannot be reached: try again later, the same batch again is harmless. */
  write(batch: ReadingBatch, checkpoint?: Checkpoint): Promise<WriteOutcome>;
  /** The last committed checkpoint of a sink; undefined before the first. */
  checkpoint(sink: string): Promise<number | undefined>;
  read(query: TelemetryQuery, signal?: AbortSignal): Promise<readonly SeriesReadings[]>;
  /** The newest reading of each matching series, future ones included; with `beforeNs`, the newest before it. */
  latest(selector: SeriesSelector, beforeNs?: bigint): Promise<readonly SeriesReadings[]>;
  /** Series that hold a reading, in no order. */
  series(selector: SeriesSelector): Promise<readonly Series[]>;
  /** Removes readings older than this, and with their last reading the series. */
  drop(beforeNs: bigint): Promise<void>;
  /** Distinct readings stored, for audits and benches. */
  count(selector: SeriesSelector): Promise<number>;
  /**
   * Copies everything, checkpoints too, as of one instant into a file that is not there yet, while writes go on. An engine of its own has
   * none: its own tool makes the backup.
   */
  readonly copyTo?: (file: string) => Promise<void>;
  /** Resolves if the engine answers; rejects with the reason. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The type of every measurement.field, first one wins; kept in Postgres, alike for all stores. */
export interface FieldTypeRegistry {
  /** The known type, from memory. */
  known(measurement: string, field: string): FieldType | undefined;
  /** Registers types durably; returns for each the type that holds now (another writer may have been first). */
  register(
    types: readonly { measurement: string; field: string; type: FieldType }[],
  ): Promise<readonly { measurement: string; field: string; type: FieldType }[]>;
}
