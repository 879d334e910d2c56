import { inflateRawSync } from 'node:zlib';
import type { FileMapping } from '@wellhead/contracts';
import readXlsx from 'read-excel-file/node';
import type { Cell, FileRow } from '../domain/cells.js';
import { sheetLine } from '../domain/csv-dialect.js';
import type { FormatReader } from './format-reader.js';

/** A workbook is read in memory: larger ones are to be saved as CSV. Bytes, as sent and unpacked. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_UNPACKED = 512 * 1024 * 1024;

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
      const bytes = Buffer.concat(pieces);
      const bomb = unpackedFault(bytes);
      if (bomb !== undefined) return { rows: [], fault: bomb };
      const sheets = await readXlsx(bytes).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      if (sheets instanceof Error) return { rows: [], fault: `the workbook cannot be read: ${sheets.message}` };
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

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/**
 * Unpacks every entry against what is left of the bound and forgets it: what a zip says of its own sizes is not to be believed (PKWARE
 * APPNOTE 4.3.12, 4.3.16 for the fields). Undefined if all of it fits.
 */
function unpackedFault(bytes: Buffer): string | undefined {
  const noZip = 'the workbook cannot be read: it is no XLSX, or it is cut off';
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) return noZip;
  let at = bytes.readUInt32LE(end + 16);
  let left = MAX_UNPACKED;
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return noZip;
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const local = bytes.readUInt32LE(at + 42);
    if (local + 30 > bytes.length) return noZip;
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    try {
      const entry = bytes.subarray(from, from + packed);
      left -= method === 0 ? entry.length : inflateRawSync(entry, { maxOutputLength: Math.max(1, left) }).length;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') left = -1;
      else return noZip;
    }
    if (left < 0) return `the workbook unpacks to more than ${MAX_UNPACKED} bytes: save its sheets as CSV`;
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return undefined;
}
