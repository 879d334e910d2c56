import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import type { ReadingBatch } from '@wellhead/contracts';
import type { RefusedRow } from '../store.js';
import { type InfluxAddress, refusal } from './influx-http.js';
import { nsOfRfc3339 } from './influxql.js';
import { type Line, encodeLines } from './line-protocol.js';

/** Lines in one request. */
const CHUNK_LINES = 5_000;
/** Rows that are text at a time: a batch of a store that was away holds hundreds of thousands, and as lines they take ten times the memory. */
const CHUNK_ROWS = 20_000;

export interface InfluxWriter {
  /** Writes rows, and finds those that the store will not take. Rejects when the store cannot be reached or takes nothing at all. */
  writeRows(batch: ReadingBatch): Promise<RefusedRow[]>;
  /** Sends lines in one request; rejects unless all are stored. */
  send(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * The official client, used in the one way that keeps its word: with its own batching it resolved `flush` before anything was acknowledged,
 * so the batch is never full by itself; retrying is left to the spool, as the client reads the seconds of `Retry-After` as milliseconds.
 */
export function openInfluxWriter(address: InfluxAddress, unsigned: boolean): InfluxWriter {
  const api = new InfluxDB({ url: address.url, token: address.token, timeout: 60_000 }).getWriteApi(
    address.org,
    address.bucket,
    'ns',
    {
      batchSize: CHUNK_LINES + 1,
      maxBatchBytes: Number.MAX_SAFE_INTEGER,
      flushInterval: 0,
      maxRetries: 0,
      maxBufferLines: 0,
      // The store is near: compressing would cost more than sending.
      gzipThreshold: Number.MAX_SAFE_INTEGER,
      // Handed on as it is, and not to the console.
      writeFailed: (error) => Promise.reject(error),
    },
  );
  const send = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    api.writeRecords([...lines]);
    await api.flush();
  };

  /** Sends lines; where some are refused, halves them until the rows stand alone. What was stored before is stored again, which changes nothing. */
  const sendOrSplit = async (batch: ReadingBatch, lines: readonly Line[]): Promise<RefusedRow[]> => {
    try {
      await send(lines.map(({ text }) => text));
      return [];
    } catch (cause) {
      const reason = refusalOfRows(cause);
      if (reason === undefined) throw unavailable(address, cause);
      const rows = lines.flatMap((line) => line.rows);
      if (rows.length === 1) return rows.map((row) => ({ row, reason }));
      const tooOld = outsideRetention(reason, lines, (line) => batch.timeNs[line.rows[0] as number] as bigint);
      if (tooOld) return tooOld.flatMap((line) => line.rows).map((row) => ({ row, reason }));
      const parts =
        lines.length > 1
          ? [lines.slice(0, lines.length / 2), lines.slice(lines.length / 2)]
          : rows.map((row) => encodeLines(batch, [row], unsigned).lines);
      const refused: RefusedRow[] = [];
      for (const part of parts) refused.push(...(await sendOrSplit(batch, part)));
      return refused;
    }
  };

  return {
    send,
    writeRows: async (batch) => {
      const all: RefusedRow[] = [];
      for (let row = 0; row < batch.length; row += CHUNK_ROWS) {
        const { lines, refused } = encodeLines(
          batch,
          rowsFrom(row, Math.min(batch.length, row + CHUNK_ROWS)),
          unsigned,
        );
        all.push(...refused);
        for (let from = 0; from < lines.length; from += CHUNK_LINES)
          all.push(...(await sendOrSplit(batch, lines.slice(from, from + CHUNK_LINES))));
      }
      return all.sort((a, b) => a.row - b.row);
    },
    close: () => api.close(),
  };
}

function* rowsFrom(from: number, to: number): Generator<number> {
  for (let row = from; row < to; row++) yield row;
}

/** The store's reason when it refused rows (400 and 422 are partial or whole refusals, by version; 413 is a body that is too large). */
function refusalOfRows(cause: unknown): string | undefined {
  if (!(cause instanceof HttpError) || ![400, 413, 422].includes(cause.statusCode)) return undefined;
  return `${cause.statusCode}: ${cause.message || cause.body || 'refused'}`;
}

/**
 * The lines that were dropped as too old for the bucket, where the refusal leaves no doubt: it says how many, and InfluxDB 2 also older than when.
 * The others of the body are stored then, and there is nothing to search for.
 */
function outsideRetention(
  reason: string,
  lines: readonly Line[],
  timeOf: (line: Line) => bigint,
): readonly Line[] | undefined {
  if (!/(beyond|outside) retention policy/.test(reason)) return undefined;
  const dropped = Number(/dropped=(\d+)/.exec(reason)?.[1]);
  if (dropped === lines.length) return lines;
  const bound = /Lower Bound at (\S+Z)/.exec(reason)?.[1];
  if (bound === undefined) return undefined;
  const boundNs = nsOfRfc3339(bound);
  const older = lines.filter((line) => timeOf(line) < boundNs);
  return older.length === dropped ? older : undefined;
}

function unavailable({ url, bucket }: InfluxAddress, cause: unknown): Error {
  if (cause instanceof HttpError)
    return new Error(refusal(url, bucket, cause.statusCode, cause.body ?? cause.message), { cause });
  return new Error(`InfluxDB at ${url} cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}.`, {
    cause,
  });
}
