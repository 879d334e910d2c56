import { type FileMapping, MAX_JSON_DEPTH } from '@wellhead/contracts';
import type { Cell, FileRow, RowFault } from '../domain/cells.js';
import { openJsonElements } from '../domain/json-elements.js';
import { openTextReader } from './decode-text.js';
import type { FormatReader } from './format-reader.js';

/** Rows of JSON: one list of objects, or an object a line. A cell is the member of that name; `sensor.id` looks into the member `sensor`. */
export function openJsonRows(
  mapping: FileMapping,
  columns: readonly string[],
  format: 'json' | 'ndjson',
): FormatReader {
  const text = openTextReader('utf-8');
  const elements = format === 'json' ? openJsonElements(mapping.rowsAt) : openLines();
  let row = 0;
  const rowsOf = (found: readonly { text: string; line: number }[]): FileRow[] =>
    found.map((element) => ({
      ...readElement(element.text, columns),
      row: ++row,
      line: element.line,
      raw: element.text,
    }));
  return {
    push: (bytes) => rowsOf(elements.push(text.push(bytes))),
    end() {
      const rows = rowsOf(elements.push(text.end() + (format === 'ndjson' ? '\n' : '')));
      const fault = elements.end();
      return Promise.resolve({ rows, ...(fault === undefined ? {} : { fault }) });
    },
    dialect: { format, delimiter: ',', encoding: 'utf-8' },
  };
}

/** Lines of NDJSON that hold something. */
function openLines(): ReturnType<typeof openJsonElements> {
  let rest = '';
  let line = 1;
  return {
    push(piece) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      return parts.flatMap((part) => {
        const text = part.trim();
        const found = { text, line: line++ };
        return text === '' ? [] : [found];
      });
    },
    end: () => undefined,
  };
}

function readElement(text: string, columns: readonly string[]): Pick<FileRow, 'cells' | 'broken'> {
  let element: unknown;
  try {
    element = JSON.parse(text);
  } catch (error) {
    return {
      cells: [],
      broken:
        error instanceof RangeError
          ? tooDeep(text)
          : { reason: `the row is not JSON: ${(error as Error).message}`, found: text.slice(0, 100) },
    };
  }
  if (typeof element !== 'object' || element === null || Array.isArray(element))
    return {
      cells: [],
      broken: { reason: 'the row is no object', found: text.slice(0, 100), expected: '{"column": value, …}' },
    };
  try {
    return { cells: columns.map((column) => cellAt(element, column)) };
  } catch (error) {
    // What could be parsed is written again with a deeper stack: only there it may run out. Looking at every row first would cost as much as parsing it.
    if (error instanceof RangeError) return { cells: [], broken: tooDeep(text) };
    throw error;
  }
}

const tooDeep = (text: string): RowFault => ({
  reason: 'the row is nested too deep to be read',
  found: text.slice(0, 100),
  expected: `lists and objects at most ${MAX_JSON_DEPTH} deep`,
});

function cellAt(element: object, column: string): Cell {
  const own = (element as Record<string, unknown>)[column];
  const value = own !== undefined ? own : column.split('.').reduce<unknown>(memberOf, element);
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
