import { type Cell, cellText } from './cells.js';
import { openCsvReader } from './csv-records.js';

/** Rows that are looked at. */
const SAMPLE_ROWS = 20;

/** The less a character is one of ordinary text, the rather it is the delimiter where two fit as well. */
const BY_RARITY = ['\t', '|', ';', ','];

/**
 * The delimiter that the first rows agree on: the one that cuts most of them into as many cells as the row with the names of columns, and
 * into more than one. `,` where none does.
 */
export function findDelimiter(sample: string, headerRow: number): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of BY_RARITY) {
    const records = openCsvReader(delimiter).push(sample.endsWith('\n') ? sample : `${sample}\n`);
    const cells = records[headerRow - 1]?.cells.length ?? 0;
    if (cells < 2) continue;
    const rows = records.slice(headerRow - 1, headerRow - 1 + SAMPLE_ROWS);
    const agreeing = rows.filter((record) => record.cells.length === cells).length / rows.length;
    // Agreement first: a decimal comma cuts rows into uneven pieces. Then the one that cuts more.
    const score = agreeing * 1_000 + Math.min(cells, 900);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** A cell of CSV, quoted where it must be. */
export const csvCell = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const csvLine = (cells: readonly string[], delimiter: string): string =>
  cells.map((cell) => csvCell(cell, delimiter)).join(delimiter);

/** Cells of a sheet as a line of CSV: numbers with the decimal sign that its mapping reads. */
export const sheetLine = (cells: readonly (Cell | undefined)[], delimiter: string, decimal: string): string =>
  csvLine(
    cells.map((cell) => (typeof cell === 'number' ? cellText(cell).replace('.', decimal) : cellText(cell))),
    delimiter,
  );
