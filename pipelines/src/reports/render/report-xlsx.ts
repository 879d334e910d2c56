import writeXlsx from 'write-excel-file/node';
import { instantText } from './instant-text.js';
import type { CellValue, ReportContent } from '../report-content.js';
import { rowsOfSection } from './report-csv.js';

/** Longest name of a sheet, and what one must not hold, by Excel. */
const SHEET_NAME = 31;
const FORBIDDEN = /[[\]:*?/\\]/g;

const widthOf = (rows: readonly (readonly CellValue[])[], column: number): number =>
  Math.min(60, 2 + Math.max(...rows.map((row) => String(row[column] ?? '').length)));

/** One sheet a section and one that lists the queries. Numbers stay numbers; texts are never formulas. */
export async function reportXlsx(content: ReportContent): Promise<Buffer> {
  const sheets: { title: string; rows: readonly (readonly CellValue[])[] }[] = [];
  for (const section of content.sections) {
    const rows = rowsOfSection(section);
    if (rows !== undefined) sheets.push({ title: section.title, rows });
  }
  sheets.push({
    title: 'Queries',
    rows: [
      ['Number', 'Section', 'From', 'To', 'Query', 'Notices'],
      ...content.queries.map(({ number, of, fromMs, toMs, query, notices }) => [
        number,
        of,
        instantText(fromMs),
        instantText(toMs),
        JSON.stringify(query),
        notices.length === 0 ? null : notices.join(' '),
      ]),
    ],
  });
  return writeXlsx(
    sheets.map(({ title, rows }, index) => ({
      // Numbered: two sections may begin with the same words.
      sheet: `${index + 1} ${title.replace(FORBIDDEN, ' ')}`.slice(0, SHEET_NAME).trim(),
      stickyRowsCount: 1,
      columns: (rows[0] ?? []).map((_, column) => ({ width: widthOf(rows, column) })),
      data: rows.map((row, line) =>
        row.map((value) => (value === null ? null : line === 0 ? { value, fontWeight: 'bold' as const } : { value })),
      ),
    })),
  ).toBuffer();
}
