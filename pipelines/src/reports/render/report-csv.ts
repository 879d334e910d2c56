import type { CellValue, ContentSection, ReportContent } from '../report-content.js';

/** A spreadsheet would run a text that begins so as a formula; behind an apostrophe it is text. */
const RUNS = /^[=+\-@\t\r]/;

function cell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = RUNS.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of a section under their header; undefined for a text, which has none. */
export function rowsOfSection(section: ContentSection): readonly (readonly CellValue[])[] | undefined {
  switch (section.kind) {
    case 'text':
      return undefined;
    case 'figures':
      return [
        ['Figure', 'Value', 'Period before', 'Unit'],
        ...section.figures.map(({ title, value, before, unit }) => [title, value, before, unit]),
      ];
    case 'chart': {
      const { x, series, bands } = section;
      return [
        ['Time', ...series.map(({ name }) => name), ...bands.flatMap(({ name }) => [`${name}, low`, `${name}, high`])],
        ...x.map((at, row) => [
          at,
          ...series.map(({ values }) => values[row] ?? null),
          ...bands.flatMap(({ values, high }) => [values[row] ?? null, high?.[row] ?? null]),
        ]),
      ];
    }
    case 'table':
      return [section.columns.map(({ title }) => title), ...section.rows];
    default:
      return section satisfies never;
  }
}

const wordsOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/**
 * One CSV (RFC 4180) a section: numbers as numbers with a decimal point, UTF-8 with a byte order mark, by which Excel tells Cyrillic.
 * Texts have no file.
 */
export const reportCsv = ({ sections }: ReportContent): { readonly name: string; readonly bytes: Buffer }[] =>
  sections.flatMap((section, index) => {
    const rows = rowsOfSection(section);
    if (rows === undefined) return [];
    const text = rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
    return [{ name: `${index + 1}-${wordsOf(section.title)}.csv`, bytes: Buffer.from(`\uFEFF${text}`) }];
  });
