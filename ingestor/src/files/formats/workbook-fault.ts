import { inflateRawSync } from 'node:zlib';

/** Bytes that all entries unpack to at most. */
const MAX_UNPACKED = 512 * 1024 * 1024;
/** What a sheet of Excel can have (support.microsoft.com, “Excel specifications and limits”). */
const MAX_ROW = 1_048_576;
const MAX_COLUMN = 16_384;
/** Rows times columns: every cell up to the last one is held in memory, filled or not. */
const MAX_CELLS = 16_000_000;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const NO_ZIP = 'the workbook cannot be read: it is no XLSX, or it is cut off';

/**
 * Why a workbook is not to be opened, by what it unpacks to; undefined if it may be. Every entry is unpacked against what is left of the bound and
 * forgotten: what a zip says of its own sizes is not to be believed (PKWARE APPNOTE 4.3.12, 4.3.16 for the fields).
 */
export function workbookFault(bytes: Buffer): string | undefined {
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) return NO_ZIP;
  let at = bytes.readUInt32LE(end + 16);
  let left = MAX_UNPACKED;
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return NO_ZIP;
    const entry = unpacked(bytes, at, left);
    if (entry === 'no zip') return NO_ZIP;
    if (entry === 'too large') return `the workbook unpacks to more than ${MAX_UNPACKED} bytes: save its sheets as CSV`;
    left -= entry.length;
    const fault = cellFault(entry);
    if (fault !== undefined) return fault;
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return undefined;
}

function unpacked(bytes: Buffer, at: number, left: number): Buffer | 'no zip' | 'too large' {
  const local = bytes.readUInt32LE(at + 42);
  if (local + 30 > bytes.length) return 'no zip';
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
  if (bytes.readUInt16LE(at + 10) === 0) return packed.length > left ? 'too large' : packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'no zip';
  }
}

/** The address of a cell (`<c r="B7">`) or row (`<row r="7">`). */
const TAG = /<(?:\w+:)?(?:row|c)\s(?:[^<>]*?\s)?r\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const ADDRESS = /^([A-Za-z]{0,3})(\d{0,7})$/;
/** Looked at in pieces that end between two tags, so that a big sheet is never held as one text. */
const PIECE = 1_048_576;

/** A cell far away makes every cell before it: a workbook of 5 kB can ask for billions. */
function cellFault(entry: Buffer): string | undefined {
  let lastRow = 0;
  let lastColumn = 0;
  for (let from = 0, next = 0; from < entry.length; from = next) {
    const text = entry.toString('latin1', from, from + PIECE);
    const cut = from + PIECE < entry.length ? text.lastIndexOf('<') : 0;
    next = from + (cut > 0 ? cut : PIECE);
    for (const [, double, single] of text.matchAll(TAG)) {
      const address = double ?? single ?? '';
      const [, letters = '', digits = ''] = ADDRESS.exec(address) ?? ['', '', String(MAX_ROW + 1)];
      const [row, column] = [Number(digits), columnOf(letters)];
      if (row > MAX_ROW || column > MAX_COLUMN)
        return `the workbook cannot be read: it names a row or cell “${address.slice(0, 40)}”, and a sheet ends at XFD${MAX_ROW}`;
      lastRow = Math.max(lastRow, row);
      lastColumn = Math.max(lastColumn, column);
    }
  }
  return lastRow * lastColumn > MAX_CELLS
    ? `a sheet of the workbook reaches to row ${lastRow} and column ${lastColumn}, more than ${MAX_CELLS} cells: delete what lies far outside, or save it as CSV`
    : undefined;
}

function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
