import { reportOrderFault, templateOf, type Pack, type Query, type QueryInput } from '@wellhead/contracts';
import type { QueryStores } from '@wellhead/stores';
import type pg from 'pg';
import { readSheet } from 'read-excel-file/node';
import { askSections } from '../src/reports/ask-sections.js';
import { periodBy } from '../src/reports/period.js';
import { reportCsv } from '../src/reports/render/report-csv.js';
import { reportPdf } from '../src/reports/render/report-pdf.js';
import { reportXlsx } from '../src/reports/render/report-xlsx.js';

type Mart = Extract<Query, { queryType: 'mart' }>;

export interface ReportFigure {
  readonly title: string;
  /** As the sheet of its section says it; null: the cell is empty. */
  readonly inSheet: unknown;
  /** As plain SQL over the same table and time says it. */
  readonly inSql: number | null;
}

/**
 * Makes a report of the last period that has ended by a day, as PDF, XLSX and CSV, and answers every figure in it beside what SQL, written
 * without our query builder, says. Fails where a file is missing or a figure asks other than a mart.
 */
export async function figuresOfReport(
  stores: QueryStores,
  pack: Pack,
  {
    report,
    day,
    fromDay,
    asset,
    nowMs,
  }: {
    readonly report: string;
    readonly day: string;
    readonly fromDay?: string;
    readonly asset?: string;
    readonly nowMs: number;
  },
): Promise<readonly ReportFigure[]> {
  const template = pack.manifest.reports.find(({ name }) => name === report);
  if (template === undefined) throw new Error(`the pack has no report ${report}`);
  const signal = AbortSignal.timeout(60_000);
  const fault = reportOrderFault(template, { day, fromDay, asset }, pack.manifest.assets);
  if (fault !== undefined) throw new Error(fault);
  const period = fromDay === undefined ? periodBy(template.period, day) : { fromDay, toDay: day };
  const of = templateOf(
    template,
    pack.manifest.assets.find(({ id }) => id === asset),
  );
  const content = await askSections({ stores, pack, template: of, period, nowMs, signal });
  const [pdf, xlsx, csvs] = [await reportPdf(content), await reportXlsx(content), reportCsv(content)];
  if (pdf.toString('latin1', 0, 5) !== '%PDF-') throw new Error('the PDF is none');
  const tables = content.sections.filter(({ kind }) => kind !== 'text');
  if (csvs.length !== tables.length) throw new Error(`${csvs.length} CSV files for ${tables.length} sections`);

  const figures: ReportFigure[] = [];
  for (const [index, section] of tables.entries()) {
    if (section.kind !== 'figures') continue;
    const rows = await readSheet(xlsx, index + 1);
    for (const [row, { title, query: number }] of section.figures.entries()) {
      const asked = content.queries.find((one) => one.number === number);
      const query = asked?.query as QueryInput | undefined;
      if (asked === undefined || query?.queryType !== 'mart') throw new Error(`the figure ${title} asks no mart`);
      figures.push({
        title,
        inSheet: rows[row + 1]?.[1] ?? null,
        inSql: await bySql(stores.pool, query as Mart, asked),
      });
    }
  }
  return figures;
}

const FUNCTIONS: Readonly<Record<string, (column: string) => string>> = {
  sum: (column) => `sum(${column})`,
  mean: (column) => `avg(${column})`,
  count: (column) => `count(${column})`,
  distinct: (column) => `count(distinct ${column})`,
};

async function bySql(
  pool: pg.Pool,
  { table, timeColumn, aggregates, filters }: Mart,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<number | null> {
  const [aggregate] = aggregates;
  const made = FUNCTIONS[aggregate?.fn ?? '']?.(aggregate?.column ?? '');
  if (made === undefined || filters.some(({ op }) => op !== '=')) throw new Error(`no SQL for a figure of ${table}`);
  const equal = filters.map(({ column }, at) => `and ${column} = $${at + 3}`).join(' ');
  // Seconds since 1970, which a date has as well as an instant.
  const { rows } = await pool.query<{ value: string | number | null }>(
    `select ${made} as value from ${table}
     where extract(epoch from ${timeColumn}) >= $1 and extract(epoch from ${timeColumn}) < $2 ${equal}`,
    [fromMs / 1_000, toMs / 1_000, ...filters.map(({ value }) => value)],
  );
  const value = rows[0]?.value ?? null;
  return value === null ? null : Number(value);
}
