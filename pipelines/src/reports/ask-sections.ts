import {
  type Frame,
  MS_PER_DAY,
  type Pack,
  type Query,
  type ReportSection,
  type ReportTemplate,
} from '@wellhead/contracts';
import { runQuery, type QueryStores } from '@wellhead/stores';
import type { DayRange } from '../days.js';
import { cellOf, chartOf, firstNumber, kindOf, noticesOf, numeric, rowsOf } from './frame-cells.js';
import { instantsOf, narrowed, periodBefore, spokenPeriod } from './period.js';
import type { AskedQuery, CellValue, ContentSection, ReportContent, TableColumn } from './report-content.js';

/** Points that a chart in a report is asked for: as wide as it is drawn. */
const CHART_POINTS = 500;

export interface AskOptions {
  readonly stores: QueryStores;
  readonly pack: Pack;
  readonly template: ReportTemplate;
  readonly period: DayRange;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** Asks every query of a report and puts the answers where the template says. Rejects with the section's title where a query fails. */
export async function askSections(options: AskOptions): Promise<ReportContent> {
  const { pack, template, period, nowMs } = options;
  const queries: AskedQuery[] = [];
  const sections: ContentSection[] = [];
  for (const section of template.sections) {
    try {
      sections.push(await askSection(section, options, queries));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`report ${template.name}, section “${section.title}”: ${reason}`, { cause: error });
    }
  }
  return {
    title: `${template.title}, ${spokenPeriod(period)}${spokenHours(template.hours)}`,
    describes: template.describes,
    pack: pack.manifest.name,
    dataLabel: pack.manifest.dataLabel,
    period,
    madeAtMs: nowMs,
    sections,
    queries,
  };
}

const spokenHours = (hours: ReportTemplate['hours']): string =>
  hours === undefined ? '' : `, ${String(hours.from).padStart(2, '0')}–${String(hours.to).padStart(2, '0')} UTC`;

async function askSection(
  section: ReportSection,
  { stores, template, period, nowMs, signal }: AskOptions,
  queries: AskedQuery[],
): Promise<ContentSection> {
  const hours = section.kind === 'text' ? undefined : (section.hours ?? template.hours);
  const { fromMs, toMs } = narrowed(instantsOf(period), hours);
  const ask = async (query: Query, from: number, to: number): Promise<{ frames: Frame[]; number: number }> => {
    const believed =
      query.queryType === 'forecast' ? { ...query, believedAtMs: query.believedAtMs ?? toMs - 1 } : query;
    const number = queries.length + 1;
    const frames = await runQuery(stores, believed, {
      fromMs: from,
      toMs: to,
      nowMs,
      intervalMs: Math.max(1, Math.floor((to - from) / CHART_POINTS)),
      maxDataPoints: CHART_POINTS,
      fromAlert: false,
      signal,
    });
    queries.push({
      number,
      of: section.title,
      query: believed,
      fromMs: from,
      toMs: to,
      notices: noticesOf(frames),
    });
    return { frames, number };
  };
  const around = ({ daysBefore, daysAfter }: { daysBefore: number; daysAfter: number }): [number, number] => [
    fromMs - daysBefore * MS_PER_DAY,
    toMs + daysAfter * MS_PER_DAY,
  ];

  switch (section.kind) {
    case 'text':
      return section;
    case 'figures': {
      const before = narrowed(instantsOf(periodBefore(template.period, period)), hours);
      const figures = [];
      for (const { title, query, unit, decimals } of section.figures) {
        const now = await ask(query, fromMs, toMs);
        const then = await ask(query, before.fromMs, before.toMs);
        const [value, earlier] = [firstNumber(now.frames), firstNumber(then.frames)];
        figures.push({ title, unit, decimals, value, before: earlier, query: now.number });
      }
      return { kind: 'figures', title: section.title, figures };
    }
    case 'chart': {
      const { title, chart, unit, decimals } = section;
      const answers = [];
      for (const asked of section.queries) answers.push(await ask(asked.query, ...around(asked)));
      const frames = answers.flatMap((answered) => answered.frames);
      return {
        kind: 'chart',
        title,
        chart,
        unit,
        decimals,
        ...chartOf(frames),
        queries: answers.map(({ number }) => number),
        notices: noticesOf(frames),
      };
    }
    case 'table': {
      const { frames, number } = await ask(section.query, ...around(section));
      return { kind: 'table', title: section.title, query: number, ...tableOf(section, frames[0]) };
    }
    default:
      return section satisfies never;
  }
}

function tableOf(
  { columns: wanted }: Extract<ReportSection, { kind: 'table' }>,
  frame: Frame | undefined,
): { columns: TableColumn[]; rows: CellValue[][]; notices: readonly string[] } {
  const fields = frame?.fields ?? [];
  const chosen =
    wanted.length === 0
      ? fields.map((field) => ({ field, title: field.config?.displayName ?? field.name, unit: '', decimals: 2 }))
      : wanted.map(({ column, ...shown }) => {
          const field = fields.find(({ name }) => name === column);
          // An empty answer has no fields at all: that is a table without rows, not a wrong name.
          if (field === undefined && fields.length > 0)
            throw new Error(
              `there is no column ${column}: the answer has ${fields.map(({ name }) => name).join(', ')}`,
            );
          return { field, ...shown };
        });
  const rows = Array.from({ length: frame === undefined ? 0 : rowsOf(frame) }, (_, row) =>
    chosen.map(({ field }) => (field === undefined ? null : cellOf(field, row))),
  );
  return {
    columns: chosen.map(({ field, title, unit, decimals }) => ({
      title,
      kind: field === undefined ? 'text' : kindOf(field),
      ...(field !== undefined && numeric(field) ? { unit, decimals } : {}),
    })),
    rows,
    notices: frame === undefined ? [] : noticesOf([frame]),
  };
}
