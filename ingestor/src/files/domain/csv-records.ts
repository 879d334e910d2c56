import type { FileRow, RowFault } from './cells.js';

/** One record of a CSV: cells without their quotes, its number, the line on which it begins, and its text. */
export interface CsvRecord extends FileRow {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface CsvReader {
  /** Takes the next piece of text; returns the records that are whole now. */
  push(text: string): CsvRecord[];
  /** The end of the text: returns what is left. */
  end(): CsvRecord[];
}

/** Longest record, in characters: beyond it a quote was forgotten, or the file is none of lines. */
export const MAX_RECORD = 262_144;

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

/**
 * Reads CSV (RFC 4180, any delimiter, any line end but a lone return) from pieces of text. A record whose quotes do not fit together is told as
 * broken and ends with its first line, so that one forgotten quote does not swallow what follows. A quote inside of an unquoted cell is text.
 * An empty line is a record of one empty cell, so that rows count as an editor counts them.
 */
export function openCsvReader(delimiter: string): CsvReader {
  let text = '';
  let line = 1;
  let row = 0;
  let isSkipping = false;

  function take(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    let nextQuote = text.indexOf('"');
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      if (newline < 0 && !isEnd) {
        if (text.length - at <= MAX_RECORD) break;
        if (!isSkipping) records.push(tooLong(text.slice(at, at + 1_000), ++row, line));
        isSkipping = true;
        at = text.length;
        break;
      }
      const end = newline < 0 ? text.length : newline;
      if (isSkipping) {
        isSkipping = false;
        at = end + 1;
        line += 1;
        continue;
      }
      if (nextQuote >= 0 && nextQuote < at) nextQuote = text.indexOf('"', at);
      if (nextQuote < 0 || nextQuote > end) {
        const raw = text.slice(at, end > at && text.charCodeAt(end - 1) === RETURN ? end - 1 : end);
        records.push({ cells: raw.split(delimiter), row: ++row, line, raw });
        at = end + 1;
        line += 1;
        continue;
      }
      const quoted = readQuoted(text, at, delimiter, isEnd);
      if (quoted.kind === 'unfinished' && !isEnd && text.length - at <= MAX_RECORD) break;
      if (quoted.kind === 'record') {
        const raw = text.slice(at, quoted.end);
        records.push({ cells: quoted.cells, row: ++row, line, raw: raw.endsWith('\r') ? raw.slice(0, -1) : raw });
        line += newlinesIn(raw) + 1;
        at = quoted.end + 1;
      } else {
        const raw = text.slice(at, end).replace(/\r$/, '');
        records.push({
          cells: [],
          row: ++row,
          line,
          raw,
          broken: quoted.kind === 'broken' && quoted.at <= end ? quoted.fault : UNCLOSED,
        });
        at = end + 1;
        line += 1;
      }
    }
    text = at >= text.length ? '' : text.slice(at);
    return records;
  }

  return {
    push(piece) {
      text = text === '' ? piece : text + piece;
      return take(false);
    },
    end: () => take(true),
  };
}

const UNCLOSED: RowFault = {
  reason: 'a quote is opened and not closed',
  expected: 'a quote at the end of the cell; a quote inside of a quoted cell is written twice',
};

const tooLong = (raw: string, row: number, line: number): CsvRecord => ({
  cells: [],
  row,
  line,
  raw,
  broken: { reason: 'the row is too long', expected: `a row of at most ${MAX_RECORD} characters` },
});

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

type Quoted =
  | { readonly kind: 'record'; readonly cells: string[]; readonly end: number }
  | { readonly kind: 'broken'; readonly fault: RowFault; readonly at: number }
  | { readonly kind: 'unfinished' };

/** Reads a record with quotes from `from`; `end` is the place of its newline, or the end of the text. */
function readQuoted(text: string, from: number, delimiter: string, isEnd: boolean): Quoted {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    if (text.charCodeAt(at) === QUOTE) {
      let cell = '';
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0 || quote - from > MAX_RECORD) return { kind: 'unfinished' };
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text.charCodeAt(at) !== QUOTE) break;
        cell += '"';
        at += 1;
      }
      // The quote may be the last character that has come so far: the next could be another one.
      if (at >= text.length && !isEnd) return { kind: 'unfinished' };
      cells.push(cell);
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text.charCodeAt(at) !== NEWLINE) at++;
      if (at >= text.length && !isEnd) return { kind: 'unfinished' };
      const last = at > start && text.charCodeAt(at - 1) === RETURN && text[at] !== delimiter ? at - 1 : at;
      cells.push(text.slice(start, last));
    }
    if (text.charCodeAt(at) === RETURN && (at + 1 >= text.length || text.charCodeAt(at + 1) === NEWLINE)) at += 1;
    if (at >= text.length) return isEnd ? { kind: 'record', cells, end: text.length } : { kind: 'unfinished' };
    if (text.charCodeAt(at) === NEWLINE) return { kind: 'record', cells, end: at };
    if (text[at] !== delimiter)
      return {
        kind: 'broken',
        at,
        fault: {
          reason: 'there is text behind a closing quote',
          found: `“${text[at]}”`,
          expected: 'the delimiter or the end of the row; a quote inside of a quoted cell is written twice',
        },
      };
    at += 1;
  }
}
