import { type FieldType, QUALITY_MEASUREMENT } from '@wellhead/contracts';
import { beginColumns, type Columns, reserveRows } from './columns.js';
import type { DecodeOptions, FieldTypeClaim } from './decoded.js';
import type { SeriesTable } from './series-table.js';

/** Rows of a batch in the making: which series they are of, and which types they claim. Shared by the decoders. */
export interface RowSink {
  options: DecodeOptions;
  /** Where the rows of this body are written: its own, unless the body was given others. */
  columns: Columns;
  readonly ownColumns: Columns;
  readonly table: SeriesTable;
  newTypes: FieldTypeClaim[];
  newTypeOf: Map<string, FieldType>;
}

const claimKey = (measurement: string, field: string): string => `${measurement}\0${field}`;

/**
 * Whether a field may hold this type: the registered type, or none yet, which makes this a claim of the body.
 * The answer is the type that stands against it, `registered` if it may be remembered, `claimed` if not yet.
 */
export function admitType(
  sink: RowSink,
  measurement: string,
  field: string,
  type: FieldType,
): 'registered' | 'claimed' | { readonly holds: FieldType } {
  // Companions of readings that are not good, whoever writes them, are text: ours must never meet another type.
  if (measurement === QUALITY_MEASUREMENT && type !== 'string') return { holds: 'string' };
  const known = sink.options.typeOf(measurement, field);
  if (known !== undefined) return known === type ? 'registered' : { holds: known };
  const key = claimKey(measurement, field);
  const claimed = sink.newTypeOf.get(key);
  if (claimed !== undefined) return claimed === type ? 'claimed' : { holds: claimed };
  sink.newTypeOf.set(key, type);
  sink.newTypes.push({ measurement, field, type });
  return 'claimed';
}

/** Adds a row of the series at this place of the table; its time and value are written by the caller, to the block as it is then. */
export function addRow({ columns }: RowSink, place: number): number {
  if (columns.length === columns.block.capacity) reserveRows(columns, 1);
  const row = columns.length;
  columns.block.seriesIndex[row] = place;
  columns.length = row + 1;
  return row;
}

/** Takes back claims that a refused line or point brought in. */
export function forgetClaims(sink: RowSink, claimCount: number): void {
  while (sink.newTypes.length > claimCount) {
    const claim = sink.newTypes.pop();
    if (claim) sink.newTypeOf.delete(claimKey(claim.measurement, claim.field));
  }
}

/** Starts a batch. */
export function beginBatch(sink: RowSink, options: DecodeOptions): void {
  sink.options = options;
  sink.columns = options.columns ?? sink.ownColumns;
  beginColumns(sink.columns);
  sink.newTypes = [];
  if (sink.newTypeOf.size > 0) sink.newTypeOf = new Map();
}
