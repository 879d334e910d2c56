import type { FileMapping } from '@wellhead/contracts';
import { readingsOf } from '@wellhead/contracts';
import type { FieldTypeRegistry } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { Decoder } from '../decode.js';
import type { RecordTypes } from '../records/record-types.js';
import type { FileFormat } from './domain/file-format.js';
import { orderConversion } from './order-conversion.js';
import type { FileReading } from './worker/file-reading.js';
import { readInWorker } from './worker/read-in-worker.js';
import type { ConvertedChunk } from './worker/worker-messages.js';

/** Rows that are shown. */
const SAMPLE_ROWS = 50;

/** What would become of a row: its readings, its record, or why it would be refused. */
export interface TriedRow {
  readonly row: number;
  readonly line?: number;
  readonly sheet?: string;
  readonly column?: string;
  readonly readings?: readonly {
    readonly measurement: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly field: string;
    readonly type: string;
    readonly value: string | number | boolean;
    readonly time: string;
  }[];
  readonly record?: unknown;
  readonly reason?: string;
  readonly found?: string;
  readonly expected?: string;
  readonly raw?: string;
}
export interface TriedFile {
  readonly format: FileFormat;
  readonly delimiter: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly TriedRow[];
  readonly refused: number;
  /** What is wrong with the file as a whole. */
  readonly fault: string | undefined;
}

export interface TryParts {
  readonly pool: Pool;
  readonly decoder: Decoder;
  readonly fieldTypes: FieldTypeRegistry;
  readonly recordTypes: RecordTypes;
}

/** Shows the first rows of a file as they would be stored, and what would be refused. Nothing is written, no type registered. */
export async function tryFile(
  format: FileFormat,
  mapping: FileMapping,
  bytes: AsyncIterable<Buffer>,
  parts: TryParts,
): Promise<TriedFile> {
  const order = await orderConversion(format, mapping, parts.pool);
  const nothing = { format, delimiter: undefined, columns: [], rows: [], refused: 0 };
  if (typeof order === 'string') return { ...nothing, fault: order };
  const reading = readInWorker({ ...order, skipRows: 0, limitRows: SAMPLE_ROWS }, bytes);
  try {
    const rows: TriedRow[] = [];
    for (let chunks = await reading.next(); chunks; chunks = await reading.next())
      for (const chunk of chunks) rows.push(...(await triedRows(chunk, mapping, reading, parts)));
    const { head, fault } = reading;
    return {
      format,
      delimiter: format === 'csv' ? head?.dialect.delimiter : undefined,
      columns: head?.columns ?? [],
      rows,
      refused: rows.filter(({ reason }) => reason !== undefined).length,
      fault: fault?.reason,
    };
  } finally {
    await reading.close();
  }
}

/** A chunk of a sample is one row. */
async function triedRows(
  chunk: ConvertedChunk,
  mapping: FileMapping,
  reading: FileReading,
  parts: TryParts,
): Promise<TriedRow[]> {
  if (chunk.rows === 0) return [...chunk.refused];
  const [shown = { row: 0, raw: '' }] = await reading.show(chunk.number, [0]);
  const { raw, ...place } = shown;
  const body = Buffer.from(chunk.body.buffer, chunk.body.byteOffset, chunk.body.byteLength);
  if (mapping.records) return [await triedRecord(body, mapping.records.type, place, raw, parts)];
  const typeOf = (measurement: string, field: string) => parts.fieldTypes.known(measurement, field);
  const decoded = parts.decoder.decode('lines', body, { precision: 'ns', receivedAtMs: 0, typeOf });
  if (typeof decoded === 'string') return [{ ...place, reason: decoded, raw }];
  const [refused] = decoded.refused;
  if (refused) {
    const { reason, found, expected } = refused;
    return [
      {
        ...place,
        raw,
        reason,
        ...(found === undefined ? {} : { found }),
        ...(expected === undefined ? {} : { expected }),
      },
    ];
  }
  const readings = readingsOf(decoded.batch).map(({ series, timeNs, value }) => ({
    measurement: series.measurement,
    tags: series.tags,
    field: series.field,
    type: series.type,
    // An integer beyond 2^53 would change as a JSON number.
    value: typeof value === 'bigint' ? String(value) : value,
    time: isoOf(timeNs),
  }));
  return [{ ...place, readings }];
}

async function triedRecord(
  body: Buffer,
  type: string,
  place: Pick<TriedRow, 'row' | 'line' | 'sheet'>,
  raw: string,
  { recordTypes }: TryParts,
): Promise<TriedRow> {
  // Our own text: a list of one record.
  const [record] = JSON.parse(body.toString()) as readonly unknown[];
  const fault = (await recordTypes.find(type))?.fault(record);
  if (!fault) return { ...place, record };
  const { field: _, ...why } = fault;
  return { ...place, ...why, raw };
}

/** RFC 3339 in UTC, with as many decimals as there are. */
function isoOf(timeNs: bigint): string {
  const second = timeNs / 1_000_000_000n - (timeNs % 1_000_000_000n < 0n ? 1n : 0n);
  const nanos = String(timeNs - second * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${new Date(Number(second) * 1_000).toISOString().slice(0, 19)}${nanos === '' ? '' : `.${nanos}`}Z`;
}
