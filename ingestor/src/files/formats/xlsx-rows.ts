import type { FileMapping } from '@wellhead/contracts';
// Not 'read-excel-file/node', which unpacks a stream: of some damaged archives that never ends, and never fails.
import readXlsx from 'read-excel-file/universal';
import type { Cell, FileRow } from '../domain/cells.js';
import { sheetLine } from '../domain/csv-dialect.js';
import type { FormatReader } from './format-reader.js';
import { workbookFault } from './workbook-fault.js';

/** A workbook is read in memory: larger ones are to be saved as CSV. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Rows of the sheets of a workbook, one sheet behind the other. */
export function openXlsxRows(mapping: FileMapping): FormatReader {
  const pieces: Buffer[] = [];
  let size = 0;
  const delimiter = mapping.csv.delimiter ?? (mapping.csv.decimal === ',' ? ';' : ',');
  return {
    push(bytes) {
      size += bytes.length;
      if (size <= MAX_BYTES) pieces.push(bytes);
      else pieces.length = 0;
      return [];
    },
    async end() {
      if (size > MAX_BYTES)
        return { rows: [], fault: `the workbook is larger than ${MAX_BYTES} bytes: save its sheets as CSV` };
      const bytes = joined(pieces, size);
      const before = workbookFault(Buffer.from(bytes));
      if (before !== undefined) return { rows: [], fault: before };
      const sheets = await readXlsx(bytes).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      if (sheets instanceof Error) return { rows: [], fault: `the workbook cannot be read: ${sheets.message}` };
      const empty = sheets.find(({ data }) => !Array.isArray(data));
      if (empty)
        return {
          rows: [],
          fault: `the workbook cannot be read: sheet “${empty.sheet}” holds no rows that can be read`,
        };
      const names = sheets.map(({ sheet }) => sheet);
      const missing = (mapping.sheets ?? []).filter((name) => !names.includes(name));
      if (missing.length > 0)
        return {
          rows: [],
          fault: `the workbook has no sheet “${missing.join('”, “')}”; it has “${names.join('”, “')}”: correct sheets in the mapping`,
        };
      const chosen = sheets.filter(({ sheet }) => mapping.sheets?.includes(sheet) ?? true);
      return {
        rows: chosen.flatMap(({ sheet, data }) => data.map((cells, at) => rowOf(cells as Cell[], at + 1, sheet))),
      };
    },
    dialect: { format: 'xlsx', delimiter, encoding: 'utf-8' },
  };

  function rowOf(cells: readonly Cell[], row: number, sheet: string): FileRow {
    return {
      cells,
      row,
      sheet,
      get raw() {
        return sheetLine(cells, delimiter, mapping.csv.decimal);
      },
    };
  }
}

/** One block of memory that holds nothing else, as the reader wants it. */
function joined(pieces: readonly Buffer[], size: number): ArrayBuffer {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}
