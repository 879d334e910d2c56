import type { FileMapping } from '@wellhead/contracts';
import type { FileRow, RowFault } from './domain/cells.js';
import { sheetLine } from './domain/csv-dialect.js';
import { openChunks, type FileChunk } from './domain/chunks.js';
import { readingsConverter } from './domain/convert-readings.js';
import { type RecordField, recordsConverter, unknownFields } from './domain/convert-records.js';
import type { FileFormat } from './domain/file-format.js';
import { findColumns, headerNames, mappedColumns } from './domain/header.js';
import { faulty, type RowConverter } from './domain/row-converter.js';
import type { Known } from './domain/series-heads.js';
import { openCsvRows } from './formats/csv-rows.js';
import type { FileDialect, FormatReader } from './formats/format-reader.js';
import { openJsonRows } from './formats/json-rows.js';
import { openXlsxRows } from './formats/xlsx-rows.js';

/** How a file is to be converted. The outcome depends on nothing else and on the bytes: done again it gives the same rows. */
export interface ConversionOrder {
  readonly format: FileFormat;
  readonly mapping: FileMapping;
  readonly known: Known;
  /** Of a record type: its fields. */
  readonly fields: readonly RecordField[];
  /** Rows that were taken in before: passed over. */
  readonly skipRows: number;
  /** A sample: only so many rows are converted, each as a chunk of its own; the rest is not looked at. */
  readonly limitRows?: number;
}

/** What is known of a file once its header was read. */
export interface FileHead {
  readonly dialect: FileDialect;
  /** Names of the columns, in their order. Of JSON: those that the mapping reads. */
  readonly columns: readonly string[];
  /** Rows above the first row of data, as they came: they go before bad rows, so that these can be sent again with the same mapping. */
  readonly preamble: readonly string[];
}

/** What is wrong with a file as a whole. What came before is kept. */
export interface FileFault {
  readonly kind: 'file-fault';
  readonly reason: string;
}

export interface Conversion {
  push(bytes: Buffer): readonly FileChunk[];
  end(): Promise<{ readonly chunks: readonly FileChunk[]; readonly fault?: FileFault }>;
  /** Undefined while the header is not read. */
  readonly head: FileHead | undefined;
  /** Set as soon as something is wrong with the file as a whole. */
  readonly fault: FileFault | undefined;
  readonly rowsRead: number;
  readonly isDone: boolean;
}

/** Turns the bytes of a file into chunks of lines or records, in the memory of a few chunks (XLSX: of the workbook). */
export function openConversion(order: ConversionOrder): Conversion {
  const { format, mapping, skipRows, limitRows = Number.POSITIVE_INFINITY } = order;
  const isTable = format === 'csv' || format === 'xlsx';
  const columns = mappedColumns(mapping);
  const reader = openFormat(order, columns);
  const chunks = openChunks(mapping.records ? 'records' : 'lines', order.limitRows === undefined ? undefined : 1);
  let head: FileHead | undefined;
  let fault: FileFault | undefined = faultOfOrder(order);
  let rowsRead = 0;
  let sheet: string | undefined;
  let header: FileRow[] = [];
  let convert: RowConverter | undefined;
  let width = Number.POSITIVE_INFINITY;
  /** Where the columns of the first sheet lie in this one, if elsewhere. */
  let firstOrder: readonly number[] | undefined;

  const converterOf = (places: ReadonlyMap<string, number>): RowConverter =>
    mapping.records ? recordsConverter(mapping, places, order.fields) : readingsConverter(mapping, places, order.known);

  /** Takes a row of the header; the last one opens the converter. */
  function takeHeader(row: FileRow): void {
    header.push(row);
    if (header.length < mapping.headerRow) return;
    const names = headerNames(header.slice(-mapping.headerRows).map(({ cells }) => cells));
    const found = findColumns(mapping, names);
    if ('fault' in found) {
      fault = { kind: 'file-fault', reason: sheet === undefined ? found.fault : `sheet “${sheet}”: ${found.fault}` };
      return;
    }
    head ??= { dialect: reader.dialect, columns: names, preamble: header.map(({ raw }) => raw) };
    width = names.length;
    firstOrder = sameOrder(names, head.columns) ? undefined : head.columns.map((name) => names.indexOf(name));
    convert = converterOf(found.places);
  }

  function takeRow(row: FileRow, into: FileChunk[]): void {
    if (isTable && row.sheet !== sheet) {
      sheet = row.sheet;
      header = [];
      convert = undefined;
    }
    if (!convert) return takeHeader(row);
    rowsRead += 1;
    if (rowsRead <= skipRows || rowsRead > limitRows) return;
    const problem = row.broken ?? (isTable ? tooWide(row, width, mapping) : undefined);
    chunks.add(firstOrder ? inOrder(row, firstOrder) : row, problem ? faulty(problem) : convert(row.cells));
    if (chunks.isFull) take(into);
  }

  /** Bad rows of all sheets are given back below one header: that of the first. */
  const inOrder = (row: FileRow, places: readonly number[]): FileRow => ({
    ...row,
    raw: sheetLine(
      places.map((place) => row.cells[place]),
      reader.dialect.delimiter,
      mapping.csv.decimal,
    ),
  });

  const take = (into: FileChunk[]): void => {
    const chunk = chunks.take(rowsRead);
    if (chunk) into.push(chunk);
  };

  function convertRows(rows: readonly FileRow[]): FileChunk[] {
    const into: FileChunk[] = [];
    for (const row of rows) {
      if (fault) break;
      takeRow(row, into);
    }
    return into;
  }

  if (!isTable && !fault) {
    head = { dialect: reader.dialect, columns, preamble: [] };
    convert = converterOf(new Map(columns.map((name, place) => [name, place])));
  }
  return {
    push: (bytes) => (fault ? [] : convertRows(reader.push(bytes))),
    async end() {
      if (fault) return { chunks: [], fault };
      const rest = await reader.end();
      const into = convertRows(rest.rows);
      take(into);
      fault ??= rest.fault === undefined ? undefined : { kind: 'file-fault', reason: rest.fault };
      if (!fault && !head)
        fault = {
          kind: 'file-fault',
          reason: `the file ends before row ${mapping.headerRow}, which names the columns`,
        };
      return { chunks: into, ...(fault ? { fault } : {}) };
    },
    get head() {
      return head;
    },
    get fault() {
      return fault;
    },
    get rowsRead() {
      return rowsRead;
    },
    get isDone() {
      return rowsRead >= limitRows;
    },
  };
}

const sameOrder = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, at) => name === others[at]);

function openFormat({ format, mapping }: ConversionOrder, columns: readonly string[]): FormatReader {
  switch (format) {
    case 'csv':
      return openCsvRows(mapping);
    case 'xlsx':
      return openXlsxRows(mapping);
    case 'json':
    case 'ndjson':
      return openJsonRows(mapping, columns, format);
    default:
      return format satisfies never;
  }
}

function faultOfOrder({ mapping, fields }: ConversionOrder): FileFault | undefined {
  const unknown = unknownFields(mapping, fields);
  if (unknown.length === 0) return undefined;
  return {
    kind: 'file-fault',
    reason:
      `the record type ${mapping.records?.type} has no field ${unknown.map((name) => `“${name}”`).join(', ')}; ` +
      `it has ${fields.map(({ name }) => name).join(', ')}: correct the mapping`,
  };
}

/** More cells than columns: mostly a delimiter inside of a cell, after which every value would be that of another column. */
function tooWide({ cells }: FileRow, width: number, { csv }: FileMapping): RowFault | undefined {
  if (cells.length <= width || cells.slice(width).every((cell) => cell === '' || cell === null)) return undefined;
  return {
    reason: `the row has more cells than the header has columns`,
    found: `${cells.length} cells`,
    expected: `${width}; quote a cell that holds the delimiter${csv.decimal === ',' ? ', or use another delimiter than the decimal comma' : ''}`,
  };
}
