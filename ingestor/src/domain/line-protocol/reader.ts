import type { Series } from '@wellhead/contracts';
import { openColumns } from '../columns.js';
import type { RowSink } from '../rows.js';
import { openSeriesTable, type SeriesTable } from '../series-table.js';
import type { NumberScratch } from './numbers.js';
import { NO_PATTERN, openPatterns, type Patterns } from './patterns.js';
import { openPointCache, type PointCache, type PointField } from './point-cache.js';

/** What is wrong with a line. */
export interface LineFault {
  readonly reason: string;
  readonly found?: string;
  readonly expected?: string;
}

/**
 * The state of reading one body, and the caches kept between bodies. Functions of this folder move through `bytes` and return the
 * next position, or -1 with `fault` and `faultAt` set: one object a token would cost more than the token.
 */
export interface Reader extends RowSink {
  bytes: Buffer;
  /** The same bytes. */
  view: DataView;
  end: number;
  readonly scratch: NumberScratch;
  readonly points: PointCache;
  /** The list that the places in `points` count in. */
  series: readonly Series[];
  readonly patterns: Patterns;
  /** The pattern of the line before, which knows what comes next; -1 if there is none. */
  lastPattern: number;
  /** Lines of this body that looked like earlier ones. */
  repeated: number;
  /** Fields of the line that is being read, in order. */
  lineFields: PointField[];
  /** Bytes of field keys, one copy for all points: comparing against them stays in the processor's cache. */
  readonly fieldKeys: Map<string, Uint8Array>;
  /** Fields whose type is remembered for this body only: nobody has registered it yet. */
  claimed: PointField[];
  fault: LineFault | undefined;
  faultAt: number;
}

const NO_BYTES = Buffer.alloc(0);
const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const NO_VIEW = viewOf(NO_BYTES);

/** Gives the reader a body to read; without one, it holds on to none. */
export function setBytes(reader: Reader, bytes: Buffer = NO_BYTES): void {
  reader.bytes = bytes;
  reader.view = bytes === NO_BYTES ? NO_VIEW : viewOf(bytes);
  reader.end = bytes.length;
  reader.repeated = 0;
}

/** A table that is shared keeps series alike across decoders. */
export function openReader(table: SeriesTable = openSeriesTable()): Reader {
  const ownColumns = openColumns();
  return {
    bytes: NO_BYTES,
    view: NO_VIEW,
    end: 0,
    options: { precision: 'ns', receivedAtMs: 0, typeOf: () => undefined },
    columns: ownColumns,
    ownColumns,
    scratch: { value: 0, billions: 0, units: 0, negative: false },
    points: openPointCache(),
    table,
    patterns: openPatterns(),
    lastPattern: NO_PATTERN,
    repeated: 0,
    lineFields: [],
    fieldKeys: new Map(),
    claimed: [],
    series: table.series,
    newTypes: [],
    newTypeOf: new Map(),
    fault: undefined,
    faultAt: 0,
  };
}

/** Notes what is wrong, and where reading may go on. */
export function failAt(reader: Reader, at: number, fault: LineFault): -1 {
  reader.fault = fault;
  reader.faultAt = at;
  return -1;
}

/** Forgets what was remembered for this body: it is over, or a refused line has taken its claim back. */
export function forgetClaimed(reader: Reader): void {
  if (reader.claimed.length === 0) return;
  for (const field of reader.claimed) field.type = -1;
  reader.claimed = [];
}
