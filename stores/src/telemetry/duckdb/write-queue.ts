import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldType } from '@wellhead/contracts';
import type { Checkpoint } from '../store.js';
import { createRowAppender } from './append-rows.js';
import type { CrashPoint, StoreFaults } from './crash-points.js';
import type { NumberedSeries, WireBatch } from './duckdb-messages.js';
import type { SeriesState } from './series-state.js';
import { type SortedBatch, sortArrivals } from './sort-arrivals.js';

/**
 * Rows that one transaction takes at most, when batches wait behind each other. From some 100,000 of a type on, DuckDB writes rows to their
 * place at once, packed, instead of to its log first and to their place later: fewer bytes, and the disk is what writing waits for.
 */
const ROWS_PER_COMMIT = 200_000;

/** Rows that compaction has not laid out yet. */
export interface Backlog {
  hot: number;
  readonly late: Record<FieldType, number>;
  nextSequence: bigint;
}

interface Waiting {
  readonly batch: WireBatch;
  readonly checkpoint: Checkpoint | undefined;
  readonly stored: () => void;
  readonly failed: (error: Error) => void;
}

export interface WriteQueue {
  write(batch: WireBatch, checkpoint: Checkpoint | undefined): Promise<void>;
  /** Runs alone, between two commits. */
  exclusively<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
}

/**
 * The one writer of the file. Batches that wait are committed together: rows, new series and checkpoints in one transaction, so that what a
 * checkpoint says is exactly what is stored. Once a write is answered, memory says the same as the file.
 */
export function createWriteQueue(given: {
  readonly connection: DuckDBConnection;
  readonly state: SeriesState;
  readonly backlog: Backlog;
  readonly checkpoints: Map<string, number>;
  readonly faults: StoreFaults;
  readonly pass: (point: CrashPoint) => void;
  /** Told of rows that have come to be written, and then that they were: committed or failed. */
  readonly arrived: (rows: number) => void;
  readonly committed: (rows: number) => void;
}): WriteQueue {
  const { connection, state, backlog, checkpoints, faults, pass, arrived, committed } = given;
  const appender = createRowAppender(connection);
  const waiting: Waiting[] = [];
  /** Series that were announced but are not in the file yet: kept over a failed transaction. */
  let unsaved: NumberedSeries[] = [];
  let turn: Promise<void> = Promise.resolve();

  const exclusively = <T>(work: (own: DuckDBConnection) => Promise<T>): Promise<T> => {
    const result = turn.then(() => work(connection));
    turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };

  const takeGroup = (): Waiting[] => {
    let rows = 0;
    let count = 0;
    for (const { batch } of waiting) {
      if (count > 0 && rows + batch.length > ROWS_PER_COMMIT) break;
      rows += batch.length;
      count += 1;
    }
    return waiting.splice(0, count);
  };

  const saveCheckpoints = async (group: readonly Waiting[]): Promise<Map<string, number>> => {
    const newest = new Map<string, number>();
    for (const { checkpoint } of group) if (checkpoint) newest.set(checkpoint.sink, checkpoint.sequence);
    for (const [sink, sequence] of newest) {
      await connection.run(
        checkpoints.has(sink)
          ? `UPDATE checkpoints SET sequence = ${int64(sequence)} WHERE sink = $1`
          : `INSERT INTO checkpoints VALUES ($1, ${int64(sequence)})`,
        [sink],
      );
    }
    return newest;
  };

  const saveSeries = async (): Promise<void> => {
    if (unsaved.length === 0) return;
    const maker = await connection.createAppender('series');
    for (const { id, series } of unsaved) {
      maker.appendUInteger(id);
      maker.appendVarchar(series.measurement);
      maker.appendVarchar(JSON.stringify(series.tags));
      maker.appendVarchar(series.field);
      maker.appendVarchar(series.type);
      maker.endRow();
    }
    maker.closeSync();
  };

  const commitGroup = async (group: readonly Waiting[]): Promise<void> => {
    const sorted: SortedBatch[] = [];
    const added: { type: FieldType; hot: number; late: number }[] = [];
    let sequence = backlog.nextSequence;
    for (const { batch } of group) {
      for (const one of batch.newSeries) state.reserve(one.id, one.series.type);
      unsaved.push(...batch.newSeries);
    }
    try {
      if (faults.checkpointBeforeRows) for (const [sink, to] of await saveCheckpoints(group)) checkpoints.set(sink, to);
      await connection.run('BEGIN TRANSACTION');
      await saveSeries();
      for (const { batch } of group) {
        const one = sortArrivals(batch, state);
        sorted.push(one);
        for (const [type, rows] of Object.entries(one.byType) as [FieldType, NonNullable<typeof one.byType.float>][]) {
          await appender.append('hot', type, batch, rows.hot, 0n);
          await appender.append('late', type, batch, rows.late, sequence);
          sequence += BigInt(rows.late.length);
          added.push({ type, hot: rows.hot.length, late: rows.late.length });
        }
      }
      const newest = await saveCheckpoints(group);
      pass('mid-flush');
      await connection.run('COMMIT');
      for (const [sink, to] of newest) checkpoints.set(sink, to);
    } catch (cause) {
      for (const one of sorted.reverse()) one.undo();
      appender.reset();
      await connection.run('ROLLBACK').catch(() => undefined);
      throw new Error(`telemetry not stored: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    unsaved = [];
    backlog.nextSequence = sequence;
    for (const { type, hot, late } of added) {
      backlog.hot += hot;
      backlog.late[type] += late;
    }
    for (const one of sorted) one.publish();
    pass('after-commit');
  };

  const commitWaiting = async (): Promise<void> => {
    const group = takeGroup();
    if (group.length === 0) return;
    try {
      await commitGroup(group);
      for (const { stored } of group) stored();
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      for (const { failed } of group) failed(error);
    } finally {
      committed(group.reduce((rows, { batch }) => rows + batch.length, 0));
    }
  };

  return {
    write: (batch, checkpoint) =>
      new Promise((resolve, reject) => {
        waiting.push({ batch, checkpoint, stored: resolve, failed: reject });
        arrived(batch.length);
        void exclusively(commitWaiting);
      }),
    exclusively,
  };
}

const int64 = (sequence: number): string => `${Math.trunc(sequence)}::BIGINT`;
