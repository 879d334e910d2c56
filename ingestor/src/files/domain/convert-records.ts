import type { FileMapping } from '@wellhead/contracts';
import { type Cell, cellText, foundText, type RowFault } from './cells.js';
import { missingOf, placeOf, timeFault } from './convert-readings.js';
import { numberOf, truthOf } from './field-values.js';
import { openTimeReader } from './read-time.js';
import { faulty, NOTHING, type RowConverter } from './row-converter.js';

/** A column of the record type, as its JSON Schema tells. */
export interface RecordField {
  readonly name: string;
  /** JSON type without null. */
  readonly type: string;
  readonly format?: string;
}

type FieldReader = (cell: Cell, column: string) => { readonly value: unknown } | RowFault;

/** Turns rows into records as JSON; whether they fit the schema of their type is checked by the intake, as for any record. */
export function recordsConverter(
  mapping: FileMapping,
  columns: ReadonlyMap<string, number>,
  fields: readonly RecordField[],
): RowConverter {
  const { records } = mapping;
  if (!records) throw new Error('the mapping has no records');
  const isMissing = missingOf(mapping);
  const readers = records.columns.map(({ column, field }) => ({
    column,
    field,
    place: placeOf(columns, column),
    read: readerOf(
      mapping,
      fields.find(({ name }) => name === field),
    ),
  }));
  return (cells) => {
    const record: Record<string, unknown> = {};
    let isEmpty = true;
    for (const { column, field, place, read } of readers) {
      const cell = cells[place];
      if (cell === undefined || isMissing(cell)) continue;
      isEmpty = false;
      const read_ = read(cell, column);
      if ('reason' in read_) return faulty(read_);
      record[field] = read_.value;
    }
    return isEmpty ? NOTHING : { kind: 'text', text: JSON.stringify({ ...records.fixed, ...record }) };
  };
}

/** Fields of a mapping that its record type does not have. */
export function unknownFields(mapping: FileMapping, fields: readonly RecordField[]): string[] {
  const named = [
    ...(mapping.records?.columns ?? []).map(({ field }) => field),
    ...Object.keys(mapping.records?.fixed ?? {}),
  ];
  return named.filter((field) => !fields.some(({ name }) => name === field));
}

function readerOf(mapping: FileMapping, field: RecordField | undefined): FieldReader {
  const { format = 'iso', zone = 'UTC' } = mapping.time ?? {};
  switch (field?.type ?? 'string') {
    case 'number':
    case 'integer':
      return (cell, column) => {
        const number = numberOf(cell, mapping.csv);
        return number === undefined
          ? {
              column,
              reason: 'the value is no number',
              found: foundText(cell),
              expected: `a number like 1234${mapping.csv.decimal}5`,
            }
          : { value: Number(number) };
      };
    case 'boolean':
      return (cell, column) => {
        const truth = truthOf(cell);
        return truth === undefined
          ? {
              column,
              reason: 'the value is neither true nor false',
              found: foundText(cell),
              expected: 'true, false, yes, no, 1, 0',
            }
          : { value: truth === 'true' };
      };
    case 'array':
    case 'object':
      return readJson;
    default:
      if (field?.format === 'date') return dateReader(openTimeReader(format, 'UTC'), (iso) => iso.slice(0, 10));
      if (field?.format === 'date-time') return dateReader(openTimeReader(format, zone), (iso) => iso);
      return (cell) => ({ value: cellText(cell).trim() });
  }
}

const dateReader =
  (readTime: ReturnType<typeof openTimeReader>, write: (iso: string) => string): FieldReader =>
  (cell, column) => {
    const instant = readTime(cell);
    return 'ms' in instant ? { value: write(new Date(instant.ms).toISOString()) } : timeFault(column, cell, instant);
  };

const readJson: FieldReader = (cell, column) => {
  try {
    return { value: JSON.parse(cellText(cell)) as unknown };
  } catch (error) {
    return {
      column,
      reason: `the value is not JSON: ${(error as Error).message}`,
      found: foundText(cell),
      expected: 'a list like [1, 2] or an object',
    };
  }
};
