import { fileMappingSchema, type FileHead, type HeadTable } from '@wellhead/contracts';
import { cellText, type FileRow } from '../domain/cells.js';
import type { FileFormat } from '../domain/file-format.js';
import { openCsvRows } from './csv-rows.js';
import { openJsonRows } from './json-rows.js';
import { openXlsxRows } from './xlsx-rows.js';

/** Rows that are shown of a table: enough to find the header of a sheet with a title above it, and values below. */
const SHOWN_ROWS = 20;
/** A JSON file up to here is looked through for lists; of a longer one the list must be the file itself. */
const WHOLE_JSON_BYTES = 16 * 1024 * 1024;
const LONGEST_CELL = 100;

/** A mapping that reads nothing, for the defaults of its format. */
const readsNothing = (encoding: FileHead['encoding'] = 'utf-8') =>
  fileMappingSchema.parse({
    csv: { encoding },
    records: { type: 'none', columns: [{ column: 'none', field: 'none' }] },
  });

/** The beginning of a file as its reader sees it, to choose a mapping by; what is wrong with it as text. */
export async function readFileHead(
  format: FileFormat,
  bytes: AsyncIterable<Buffer>,
): Promise<FileHead | { readonly fault: string }> {
  switch (format) {
    case 'csv':
      return csvHead(bytes);
    case 'xlsx':
      return xlsxHead(bytes);
    case 'json':
    case 'ndjson':
      return jsonHead(format, bytes);
    default:
      return format satisfies never;
  }
}

const cellsOf = ({ cells }: FileRow): string[] => cells.map((cell) => cellText(cell).slice(0, LONGEST_CELL));

/** Also what a mapping is proposed from. */
export async function csvHead(bytes: AsyncIterable<Buffer>): Promise<FileHead> {
  const pieces = await beginningOf(bytes, 65_536);
  const encoding = isUtf8(pieces) ? 'utf-8' : 'windows-1251';
  const reader = openCsvRows(readsNothing(encoding));
  const rows = [...reader.push(pieces)];
  if (rows.length < SHOWN_ROWS) rows.push(...(await reader.end()).rows);
  return {
    format: 'csv',
    delimiter: reader.dialect.delimiter,
    encoding: reader.dialect.encoding,
    tables: [{ name: '', rows: rows.slice(0, SHOWN_ROWS).map(cellsOf) }],
  };
}

/** The first bytes of a file; all of a shorter one. */
async function beginningOf(bytes: AsyncIterable<Buffer>, atLeast: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size >= atLeast) break;
  }
  return Buffer.concat(pieces);
}

/** Whether text is UTF-8 or says by its mark what it is; a character that is cut at the end is none that is wrong. */
function isUtf8(bytes: Buffer): boolean {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // Of the encodings that a mapping may name this is the one that tables of old systems have.
    return false;
  }
}

async function xlsxHead(bytes: AsyncIterable<Buffer>): Promise<FileHead | { readonly fault: string }> {
  const reader = openXlsxRows(readsNothing());
  for await (const piece of bytes) reader.push(piece);
  const { rows, fault } = await reader.end();
  if (fault !== undefined) return { fault };
  const tables = new Map<string, string[][]>();
  for (const row of rows) {
    const { sheet = '' } = row;
    const shown = tables.get(sheet) ?? [];
    tables.set(sheet, shown);
    if (shown.length < SHOWN_ROWS) shown.push(cellsOf(row));
  }
  return { format: 'xlsx', tables: [...tables].map(([name, shown]) => ({ name, rows: shown })) };
}

async function jsonHead(
  format: 'json' | 'ndjson',
  bytes: AsyncIterable<Buffer>,
): Promise<FileHead | { readonly fault: string }> {
  const whole = await beginningOf(bytes, WHOLE_JSON_BYTES);
  const text = whole.toString('utf8').replace(/^\uFEFF/, '');
  const inList = format === 'ndjson' || text.trimStart().startsWith('[');
  if (inList) {
    const table = listOf('', [...sampleOf(whole, format, undefined)]);
    return table ? { format, tables: [table] } : { fault: 'the file holds no list of objects' };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { fault: `the file is no JSON that can be looked through: ${(error as Error).message}` };
  }
  const tables = Object.entries(parsed as object).flatMap(([name, value]) => {
    const table = Array.isArray(value) ? listOf(name, value.slice(0, SHOWN_ROWS)) : undefined;
    return table ? [table] : [];
  });
  return tables.length > 0
    ? { format, tables }
    : { fault: 'the file holds no list of objects, neither itself nor in one of its members' };
}

/** The first elements of a list, as the reader of JSON cuts them out. */
function sampleOf(whole: Buffer, format: 'json' | 'ndjson', rowsAt: string | undefined): unknown[] {
  const reader = openJsonRows({ ...readsNothing(), ...(rowsAt === undefined ? {} : { rowsAt }) }, [], format);
  return reader
    .push(whole)
    .slice(0, SHOWN_ROWS)
    .flatMap(({ raw, broken }) => (broken ? [] : [JSON.parse(raw) as unknown]));
}

/** Objects as a table: first the names of their members, of objects within them with a dot between, then a row each. */
function listOf(name: string, elements: readonly unknown[]): HeadTable | undefined {
  const rows = elements.flatMap((element) => (isObject(element) ? [new Map(membersOf('', element))] : []));
  if (rows.length === 0) return undefined;
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return { name, rows: [names, ...rows.map((row) => names.map((column) => row.get(column) ?? ''))] };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (before: string, element: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(element).flatMap(([name, value]): [string, string][] => {
    const path = `${before}${name}`;
    if (isObject(value)) return membersOf(`${path}.`, value);
    const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
    return [[path, text.slice(0, LONGEST_CELL)]];
  });
