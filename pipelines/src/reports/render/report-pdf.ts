import { spokenNumber } from '@wellhead/contracts';
import pdfmake from 'pdfmake';
import roboto from 'pdfmake/fonts/Roboto.js';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces';
import type { CellValue, ContentSection, ReportContent, TableColumn } from '../report-content.js';
import { chartSvg } from './chart-svg.js';
import { instantText } from './instant-text.js';

/** A4 upright with margins of 40 pt leaves this width. */
const WIDTH = 515;
const CHART_HEIGHT = 190;
/** Rows of a table in the PDF; the XLSX and CSV have all. */
const MOST_ROWS = 200;
/** A table with no more rows stays on one page with its heading. */
const UNBROKEN_ROWS = 12;
const GREY = '#5f6368';
const LINE = '#d0d4d9';

const fontFiles = new Set(Object.values(roboto['Roboto'] ?? {}).map(String));
pdfmake.setFonts(roboto);
// Everything that a report shows is in its content: but for its font nothing is read while it is drawn, and nothing fetched.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((file) => fontFiles.has(file));

const TABLE_LAYOUT = {
  hLineWidth: (line: number) => (line === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => LINE,
  paddingTop: () => 3,
  paddingBottom: () => 3,
};

/** Roboto, as it comes with pdfmake, has no arrows: they would be empty boxes. */
const inFont = (text: string): string => text.replaceAll('→', '›').replaceAll('←', '‹');

const shownCell = (value: CellValue, { kind, unit = '', decimals = 0 }: TableColumn): string => {
  if (value === null) return '–';
  return kind === 'number' && typeof value === 'number' ? spokenNumber(value, unit, decimals) : inFont(String(value));
};

function change(value: number | null, before: number | null, unit: string, decimals: number): string {
  if (before === null) return 'nothing before to compare';
  const text = `before: ${spokenNumber(before, unit, decimals)}`;
  if (value === null || before === 0) return text;
  const percent = ((value - before) / Math.abs(before)) * 100;
  return `${text} (${percent >= 0 ? '+' : ''}${percent.toFixed(1)} %)`;
}

const queriesOf = (section: ContentSection): readonly number[] => {
  if (section.kind === 'figures') return section.figures.map(({ query }) => query);
  if (section.kind === 'chart') return section.queries;
  return section.kind === 'table' ? [section.query] : [];
};

const heading = (section: ContentSection): Content => {
  const queries = queriesOf(section);
  const source = queries.length === 0 ? '' : `  ${queries.length === 1 ? 'query' : 'queries'} ${queries.join(', ')}`;
  return { text: [section.title, { text: source, fontSize: 7, bold: false, color: GREY }], style: 'heading' };
};

/** Columns are as wide as what is in them; the one with the longest text takes what is left. */
function widthsOf(columns: readonly TableColumn[], rows: readonly (readonly CellValue[])[]): ('auto' | '*')[] {
  const longest = columns.map(({ kind }, index) =>
    kind === 'text' ? Math.max(0, ...rows.map((row) => String(row[index] ?? '').length)) : -1,
  );
  const widest = Math.max(...longest);
  return columns.map((_, index) => (widest >= 0 && index === longest.indexOf(widest) ? '*' : 'auto'));
}

const toldBelow = (sentences: readonly string[]): Content[] =>
  sentences.map((text): Content => ({ text: inFont(text), style: 'told' }));

function drawnSection(section: ContentSection): Content[] {
  switch (section.kind) {
    case 'text':
      return [{ text: section.text }];
    case 'figures':
      return [
        {
          layout: 'noBorders',
          table: {
            widths: section.figures.map(() => '*'),
            body: [
              section.figures.map(({ title }): TableCell => ({ text: title, color: GREY, fontSize: 9 })),
              section.figures.map(({ value, unit, decimals }): TableCell => ({
                text: spokenNumber(value, unit, decimals),
                fontSize: 20,
                bold: true,
              })),
              section.figures.map(({ value, before, unit, decimals }): TableCell => ({
                text: change(value, before, unit, decimals),
                color: GREY,
                fontSize: 8,
              })),
            ],
          },
        },
      ];
    case 'chart':
      return section.x.length === 0
        ? [{ text: 'No data in this period.', color: GREY }]
        : [{ svg: chartSvg(section, WIDTH, CHART_HEIGHT), width: WIDTH }, ...toldBelow(section.notices)];
    case 'table': {
      const { columns, rows, notices } = section;
      if (rows.length === 0) return [{ text: 'No data in this period.', color: GREY }];
      const told = [
        ...(rows.length > MOST_ROWS ? [`The first ${MOST_ROWS} of ${rows.length} rows; XLSX and CSV have all.`] : []),
        ...notices,
      ];
      const alignment = ({ kind }: TableColumn): 'left' | 'right' => (kind === 'number' ? 'right' : 'left');
      return [
        {
          layout: TABLE_LAYOUT,
          fontSize: 9,
          table: {
            headerRows: 1,
            dontBreakRows: true,
            widths: widthsOf(columns, rows),
            body: [
              columns.map((column): TableCell => ({ text: column.title, bold: true, alignment: alignment(column) })),
              ...rows.slice(0, MOST_ROWS).map((row) =>
                columns.map((column, index): TableCell => ({
                  text: shownCell(row[index] ?? null, column),
                  alignment: alignment(column),
                  noWrap: column.kind !== 'text',
                })),
              ),
            ],
          },
        },
        ...toldBelow(told),
      ];
    }
    default:
      return section satisfies never;
  }
}

const queryList = ({ queries }: ReportContent): Content[] => [
  { text: 'Where the numbers come from', style: 'heading', pageBreak: 'before' },
  {
    text: 'POST each query to /api/v1/query with its time range (UTC, the end is out) to get the same numbers.',
    margin: [0, 0, 0, 8],
  },
  {
    layout: TABLE_LAYOUT,
    fontSize: 8,
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: ['auto', 90, 95, '*'],
      body: [
        ['', 'Section', 'Time range', 'Query'].map((text): TableCell => ({ text, bold: true })),
        ...queries.map(({ number, of, fromMs, toMs, query }): TableCell[] => [
          String(number),
          of,
          `${instantText(fromMs)}\n${instantText(toMs)}`,
          // A break is allowed behind a comma: long JSON would leave the page otherwise.
          JSON.stringify(query).replaceAll(',', ', '),
        ]),
      ],
    },
  },
];

/** Draws a report as PDF (A4, selectable text, Latin, Greek and Cyrillic). */
export function reportPdf(content: ReportContent): Promise<Buffer> {
  const { title, describes, dataLabel, pack, madeAtMs, sections } = content;
  const label = dataLabel === '' ? '' : ` · ${dataLabel}`;
  const definition: TDocumentDefinitions = {
    info: { title, author: 'Wellhead', creator: 'Wellhead', creationDate: new Date(madeAtMs) },
    pageSize: 'A4',
    pageMargins: [40, 48, 40, 48],
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.15 },
    styles: {
      heading: { fontSize: 13, bold: true, margin: [0, 14, 0, 6] },
      told: { fontSize: 7, color: GREY, margin: [0, 2, 0, 0] },
    },
    header: { text: `Wellhead · ${pack}${label}`, color: GREY, fontSize: 8, margin: [40, 20, 40, 0] },
    footer: (page, pages) => ({
      columns: [{ text: `Made ${instantText(madeAtMs)}` }, { text: `${page} / ${pages}`, alignment: 'right' }],
      color: GREY,
      fontSize: 8,
      margin: [40, 16, 40, 0],
    }),
    content: [
      { text: title, fontSize: 20, bold: true },
      ...(describes === ''
        ? []
        : [{ text: describes, color: GREY, margin: [0, 2, 0, 0] as [number, number, number, number] }]),
      ...(dataLabel === ''
        ? []
        : [{ text: `Data: ${dataLabel}`, bold: true, margin: [0, 2, 0, 0] as [number, number, number, number] }]),
      ...sections.map((section): Content => ({
        unbreakable: section.kind === 'table' ? section.rows.length <= UNBROKEN_ROWS : section.kind !== 'text',
        stack: [heading(section), ...drawnSection(section)],
      })),
      ...queryList(content),
    ],
  };
  return pdfmake.createPdf(definition).getBuffer();
}
