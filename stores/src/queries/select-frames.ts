import type { Frame, FrameField, FrameFieldType, FrameNotice, FrameValues } from '@wellhead/contracts';
import { ProblemError } from '@wellhead/contracts';
import { queryUntilAborted } from '../postgres/query-until-aborted.js';
import { nsColumn, SERIES, TABLE, timeField, warning } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import type { BuiltSelect, OutputColumn } from './select-model.js';
import type { ColumnKind } from './table-columns.js';

type Row = readonly unknown[];

export interface SelectRows {
  readonly built: BuiltSelect;
  readonly rows: readonly Row[];
  readonly notices: readonly FrameNotice[];
}

const CANCELLED = '57014';

/** Runs a built select on the read-only pool, until `signal` aborts; the row beyond the limit becomes a notice. */
export async function runSelect(
  { pool, readOnlyPool }: Pick<QueryStores, 'pool' | 'readOnlyPool'>,
  built: BuiltSelect,
  limit: number,
  signal?: AbortSignal,
): Promise<SelectRows> {
  try {
    const pools = { pool: readOnlyPool, beside: pool };
    const { rows } = await queryUntilAborted<unknown[]>(pools, built, signal);
    const notices =
      rows.length > limit ? [warning(`Only the first ${limit} rows are shown: raise the limit, filter or group.`)] : [];
    return { built, rows: rows.slice(0, limit), notices };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === CANCELLED)
      throw new ProblemError(
        'bad-request',
        'The query took too long and was ended: choose a shorter time range, filter or group.',
        { cause: error },
      );
    throw error;
  }
}

/** The frame type of a column, and how a value of Postgres becomes one of it. */
function conversion(kind: ColumnKind): { type: FrameFieldType; convert: (value: unknown) => unknown } {
  switch (kind) {
    case 'number':
      return { type: 'number', convert: Number };
    case 'integer':
      return { type: 'integer', convert: (value) => BigInt(String(value)) };
    case 'time':
      return { type: 'time', convert: (value) => (value instanceof Date ? value.getTime() : null) };
    case 'day':
      return { type: 'time', convert: (value) => Date.parse(`${String(value)}T00:00:00Z`) };
    case 'boolean':
      return { type: 'boolean', convert: (value) => value === true };
    case 'text':
      return { type: 'string', convert: String };
    case 'other':
      return { type: 'string', convert: (value) => (typeof value === 'string' ? value : JSON.stringify(value)) };
    default:
      return kind satisfies never;
  }
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

const fieldOf = (column: OutputColumn, at: number, rows: readonly Row[]): FrameField => {
  const { type, convert } = conversion(column.kind);
  return {
    name: column.name,
    type,
    values: rows.map((row) => (isNull(row[at]) ? null : convert(row[at]))) as FrameValues,
    ...(column.description === undefined ? {} : { config: { description: column.description } }),
  };
};

/** One table. */
export const tableFrames = (name: string, { built, rows, notices }: SelectRows): Frame[] => [
  {
    name,
    meta: { ...TABLE, notices, executedQueryString: built.text },
    fields: built.output.map((column, at) => fieldOf(column, at, rows)),
  },
];

/**
 * Time series: `timeColumn` as time, one frame for each numeric column and combination of the text and boolean columns, which become
 * labels. Rows without a time are left out; a missing number is NaN.
 */
export function seriesFrames(name: string, timeColumn: string, { built, rows, notices }: SelectRows): Frame[] {
  const { output } = built;
  const timeAt = output.findIndex((column) => column.name === timeColumn);
  const numbers = output.flatMap((column, at) => (column.kind === 'number' || column.kind === 'integer' ? [at] : []));
  const labels = output.flatMap((column, at) => (column.kind === 'text' || column.kind === 'boolean' ? [at] : []));
  if (numbers.length === 0)
    throw new ProblemError(
      'bad-request',
      'A time series needs a numeric column: add one or an aggregate, or choose “table”.',
    );
  const toTime = conversion(output[timeAt]?.kind ?? 'time').convert;
  const groups = new Map<string, { labels: Record<string, string>; rows: { timeMs: number; row: Row }[] }>();
  for (const row of rows) {
    const timeMs = isNull(row[timeAt]) ? undefined : toTime(row[timeAt]);
    if (typeof timeMs !== 'number') continue;
    const names = labels.map((at) => [output[at]?.name ?? '', isNull(row[at]) ? '' : String(row[at])] as const);
    const key = JSON.stringify(names);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { labels: Object.fromEntries(names), rows: [] }));
    group.rows.push({ timeMs, row });
  }
  // In the order of their labels: a series keeps its colour, whichever of them has the first row of an answer.
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, group]) => group);
  const frames: Frame[] = sorted.flatMap((group) => {
    group.rows.sort((a, b) => a.timeMs - b.timeMs);
    const time = timeField(nsColumn(group.rows.map(({ timeMs }) => timeMs)));
    const said = Object.values(group.labels).join(' ');
    return numbers.map((at): Frame => {
      const column = output[at];
      const title = said === '' ? (column?.name ?? '') : numbers.length > 1 ? `${said} ${column?.name}` : said;
      return {
        name: title,
        meta: { ...SERIES, executedQueryString: built.text },
        fields: [
          time,
          {
            name: column?.name ?? 'value',
            type: 'number',
            values: Float64Array.from(group.rows, ({ row }) => (isNull(row[at]) ? Number.NaN : Number(row[at]))),
            labels: group.labels,
            config: {
              displayNameFromDS: title,
              ...(column?.description === undefined ? {} : { description: column.description }),
            },
          },
        ],
      };
    });
  });
  const [first, ...rest] = frames;
  if (first === undefined) return [{ name, meta: { ...SERIES, notices, executedQueryString: built.text }, fields: [] }];
  return [{ ...first, meta: { ...first.meta, notices } }, ...rest];
}
