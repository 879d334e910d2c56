import { type FileMapping, GOOD, readingsOf } from '@wellhead/contracts';
import type { FieldTypeRegistry } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { Checks } from '../checks/open-checks.js';
import type { Decoder } from '../decode.js';
import { rowsOf } from '../domain/checks/checked-rows.js';
import { refuseParts } from '../domain/checks/refuse-parts.js';
import type { RecordTypes } from '../records/record-types.js';
import type { FileFormat } from './domain/file-format.js';
import { orderConversion } from './order-conversion.js';
import type { FileReading } from './worker/file-reading.js';
import { readFile } from './worker/read-file.js';
import type { ConvertedChunk } from './worker/worker-messages.js';

/** Rows that are shown. */
const SAMPLE_ROWS = 50;

/** What would become of a row: its readings or its record, and why it would not be accepted. */
export interface TriedRow {
  /** Accepted; accepted with a quality that is not good; or kept in quarantine, as far as its `readings` do not tell otherwise. */
  readonly outcome: 'accepted' | 'marked' | 'quarantined';
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
    /** Codes of checks, where it would not be good. */
    readonly quality?: string;
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
  readonly accepted: number;
  readonly marked: number;
  readonly refused: number;
  /** What is wrong with the file as a whole. */
  readonly fault: string | undefined;
}

export interface TryParts {
  readonly pool: Pool;
  readonly decoder: Decoder;
  readonly fieldTypes: FieldTypeRegistry;
  readonly recordTypes: RecordTypes;
  readonly checks: Pick<Checks, 'tryOut'>;
  readonly clock: () => number;
}

/**
 * Shows the first rows of a file as they would be stored, what checks would mark, and what would be refused. Nothing is written, no type or asset
 * registered; checks with a memory (rate, stuck) see these rows alone. `size`: of the file, in bytes; infinite where nobody has told it.
 */
export async function tryFile(
  format: FileFormat,
  mapping: FileMapping,
  { bytes, size }: { readonly bytes: AsyncIterable<Buffer>; readonly size: number },
  parts: TryParts,
): Promise<TriedFile> {
  const order = await orderConversion(format, mapping, parts.pool);
  const nothing = { format, delimiter: undefined, columns: [], rows: [], accepted: 0, marked: 0, refused: 0 };
  if (typeof order === 'string') return { ...nothing, fault: order };
  const reading = readFile({ ...order, skipRows: 0, limitRows: SAMPLE_ROWS }, bytes, size);
  const checker = parts.checks.tryOut();
  try {
    const rows: TriedRow[] = [];
    for (let chunks = await reading.next(); chunks; chunks = await reading.next())
      for (const chunk of chunks) rows.push(...(await triedRows(chunk, mapping, reading, checker, parts)));
    const count = (wanted: TriedRow['outcome']): number => rows.filter(({ outcome }) => outcome === wanted).length;
    const { head, fault } = reading;
    return {
      format,
      delimiter: format === 'csv' ? head?.dialect.delimiter : undefined,
      columns: head?.columns ?? [],
      rows,
      accepted: count('accepted'),
      marked: count('marked'),
      refused: count('quarantined'),
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
  checker: Trial,
  parts: TryParts,
): Promise<TriedRow[]> {
  if (chunk.rows === 0) return chunk.refused.map((refused) => ({ outcome: 'quarantined', ...refused }));
  const [shown = { row: 0, raw: '' }] = await reading.show(chunk.number, [0]);
  const { raw, ...place } = shown;
  const body = Buffer.from(chunk.body.buffer, chunk.body.byteOffset, chunk.body.byteLength);
  return [
    mapping.records
      ? await triedRecord(body, mapping.records.type, place, raw, parts)
      : await triedReadings(body, place, raw, checker, parts),
  ];
}

type Trial = ReturnType<TryParts['checks']['tryOut']>;
type TriedPlace = Pick<TriedRow, 'row' | 'line' | 'sheet'>;

/** Lines of a row through types and checks, as at the door. */
async function triedReadings(
  body: Buffer,
  place: TriedPlace,
  raw: string,
  checker: Trial,
  { decoder, fieldTypes, clock }: TryParts,
): Promise<TriedRow> {
  const receivedAtMs = clock();
  const typeOf = (measurement: string, field: string) => fieldTypes.known(measurement, field);
  const decoded = decoder.decode('lines', body, { precision: 'ns', receivedAtMs, typeOf });
  if (typeof decoded === 'string') return { outcome: 'quarantined', ...place, reason: decoded, raw };
  const { batch } = decoded;
  const verdict = checker.check(batch, receivedAtMs);
  const faults = verdict?.faults ?? [];
  const byCheck = refuseParts(
    faults,
    faults.length === 0 ? [] : decoder.partsOf('lines', body, { precision: 'ns', receivedAtMs }),
  );
  const { units, marks = [] } = verdict?.checked ?? {};
  const qualities = new Map(marks.flatMap(([codes, runs]) => [...rowsOf(runs)].map((row) => [row, codes] as const)));
  const refusedRows = new Set(rowsOf(byCheck.rows));
  // Without marks no type is registered for qualities.
  const converted = units ? await decoder.applyRegistered(batch, { units }) : batch;
  const readings = [...readingsOf(converted)].flatMap(({ series, timeNs, value }, row) => {
    if (refusedRows.has(row)) return [];
    const quality = qualities.get(row);
    return [
      {
        measurement: series.measurement,
        tags: series.tags,
        field: series.field,
        type: series.type,
        // An integer beyond 2^53 would change as a JSON number.
        value: typeof value === 'bigint' ? String(value) : value,
        time: isoOf(timeNs),
        ...(quality === undefined || quality === GOOD ? {} : { quality }),
      },
    ];
  });
  batch.release();
  const [refused] = [...decoded.refused, ...byCheck.refused];
  const shown = readings.length > 0 ? { readings } : {};
  if (!refused) return { outcome: readings.some(({ quality }) => quality) ? 'marked' : 'accepted', ...place, ...shown };
  const { reason, found, expected } = refused;
  return {
    outcome: 'quarantined',
    ...place,
    raw,
    reason,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
    ...shown,
  };
}

async function triedRecord(
  body: Buffer,
  type: string,
  place: TriedPlace,
  raw: string,
  { recordTypes }: TryParts,
): Promise<TriedRow> {
  // Our own text: a list of one record.
  const [record] = JSON.parse(body.toString()) as readonly unknown[];
  const fault = (await recordTypes.find(type))?.fault(record);
  if (!fault) return { outcome: 'accepted', ...place, record };
  const { field: _, ...why } = fault;
  return { outcome: 'quarantined', ...place, ...why, raw };
}

/** RFC 3339 in UTC, with as many decimals as there are. */
function isoOf(timeNs: bigint): string {
  const second = timeNs / 1_000_000_000n - (timeNs % 1_000_000_000n < 0n ? 1n : 0n);
  const nanos = String(timeNs - second * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${new Date(Number(second) * 1_000).toISOString().slice(0, 19)}${nanos === '' ? '' : `.${nanos}`}Z`;
}
