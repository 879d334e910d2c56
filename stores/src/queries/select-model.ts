import type { RecordFilter } from '@wellhead/contracts';
import { ProblemError } from '@wellhead/contracts';
import { quoteIdentifier, quoteTable } from '../postgres/identifiers.js';
import type { ColumnKind, TableColumn } from './table-columns.js';

/**
 * A SELECT put together by people in the query editor, as data. Every name is checked against the columns that the table has and every
 * value is a parameter: no text of the model becomes SQL.
 */
export interface SelectModel {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly select: readonly string[];
  readonly groupBy: readonly string[];
  readonly aggregates: readonly Aggregate[];
  readonly filters: readonly RecordFilter[];
  readonly orderBy: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[];
  /** Rows of this column outside of the range are left out. */
  readonly time?: { readonly column: string; readonly fromMs: number; readonly toMs: number } | undefined;
  readonly limit: number;
}

export interface Aggregate {
  readonly column: string;
  readonly fn: 'sum' | 'mean' | 'count' | 'min' | 'max' | 'distinct';
  readonly as?: string | undefined;
}

/** A column of the answer. */
export interface OutputColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly description: string | undefined;
}

export interface BuiltSelect {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly output: readonly OutputColumn[];
}

const refuse = (field: string, found: string, expected: string, reason: string): ProblemError =>
  new ProblemError('bad-request', `${reason}: found ${found}, expected ${expected}.`, {
    places: [{ field, found, expected, reason }],
  });

/** An expression whose type Node reads alike everywhere: times without a zone are UTC. */
const readable = (column: TableColumn): string =>
  column.type === 'timestamp without time zone'
    ? `(${quoteIdentifier(column.name)} at time zone 'UTC')`
    : quoteIdentifier(column.name);

/** Builds the statement; one row more than the limit is asked for, to tell whether there are more. Throws ProblemError for a wrong name or value. */
export function buildSelect(model: SelectModel): BuiltSelect {
  const byName = new Map(model.columns.map((column) => [column.name, column]));
  const known = [...byName.keys()].join(', ');
  const columnOf = (name: string, place: string): TableColumn => {
    const column = byName.get(name);
    if (column === undefined) throw refuse(place, name, `one of ${known}`, `${model.table} has no such column`);
    return column;
  };
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;

  const grouped = model.groupBy.length > 0 || model.aggregates.length > 0;
  const plain = grouped ? (model.select.length > 0 ? model.select : model.groupBy) : model.select;
  for (const name of plain)
    if (grouped && !model.groupBy.includes(name))
      throw refuse(
        'columns',
        name,
        `one of ${model.groupBy.join(', ')}`,
        'With groupBy or aggregates a plain column must be part of groupBy',
      );
  const selected = (grouped || plain.length > 0 ? plain : [...byName.keys()]).map((name) => columnOf(name, 'columns'));
  const outputs = [
    ...selected.map((column) => ({ column, expression: readable(column), name: column.name, kind: column.kind })),
    ...model.aggregates.map((aggregate) => aggregateOf(aggregate, columnOf)),
  ];
  const names = outputs.map((output) => output.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw refuse('columns', twice, 'a name of its own', 'Two columns of the answer have one name');

  const conditions = model.filters.flatMap((filter, at) =>
    filterOf(filter, columnOf(filter.column, `filters.${at}.column`), at, parameter),
  );
  if (model.time !== undefined)
    conditions.push(timeCondition(model.time, columnOf(model.time.column, 'timeColumn'), parameter));

  const order = model.orderBy.map(({ column, direction }, at) => {
    const output = outputs.find(({ name }) => name === column);
    if (output === undefined && grouped)
      throw refuse(`orderBy.${at}.column`, column, `one of ${names.join(', ')}`, 'The answer has no such column');
    const expression = output?.expression ?? readable(columnOf(column, `orderBy.${at}.column`));
    return `${expression} ${direction} nulls last`;
  });
  const text = [
    `select ${outputs.map(({ expression, name }) => `${expression} as ${quoteIdentifier(name)}`).join(', ')}`,
    `from ${quoteTable(model.table)}`,
    ...(conditions.length > 0 ? [`where ${conditions.join(' and ')}`] : []),
    ...(model.groupBy.length > 0
      ? [`group by ${model.groupBy.map((name) => readable(columnOf(name, 'groupBy'))).join(', ')}`]
      : []),
    ...(order.length > 0 ? [`order by ${order.join(', ')}`] : []),
    `limit ${Math.trunc(model.limit) + 1}`,
  ].join('\n');
  return {
    text,
    values,
    output: outputs.map(({ column, name, kind }) => ({ name, kind, description: column?.description })),
  };
}

function aggregateOf(
  { column: name, fn, as }: Aggregate,
  columnOf: (name: string, place: string) => TableColumn,
): { column: TableColumn | undefined; expression: string; name: string; kind: ColumnKind } {
  if (name === '*' && fn === 'count')
    return { column: undefined, expression: 'count(*)', name: as ?? 'count', kind: 'integer' };
  const column = columnOf(name, 'aggregates');
  const expression = readable(column);
  const output = as ?? `${fn}_${name}`;
  switch (fn) {
    case 'count':
      return { column, expression: `count(${expression})`, name: output, kind: 'integer' };
    case 'distinct':
      return { column, expression: `count(distinct ${expression})`, name: output, kind: 'integer' };
    case 'min':
    case 'max':
      if (column.kind === 'other' || column.kind === 'boolean')
        throw refuse(
          'aggregates',
          `${fn} of ${name} (${column.type})`,
          'a column of numbers, times or text',
          'This column has no order',
        );
      return { column, expression: `${fn}(${expression})`, name: output, kind: column.kind };
    case 'sum':
    case 'mean':
      if (column.kind !== 'number' && column.kind !== 'integer')
        throw refuse(
          'aggregates',
          `${fn} of ${name} (${column.type})`,
          'a column of numbers',
          'Only numbers can be added',
        );
      return { column, expression: `${fn === 'mean' ? 'avg' : 'sum'}(${expression})`, name: output, kind: 'number' };
    default:
      return fn satisfies never;
  }
}

/** What a value must look like to be one of this type; checked here, so that the user hears of the place and not of Postgres. */
function fits(kind: ColumnKind, text: string): boolean {
  switch (kind) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text));
    case 'integer':
      return /^[+-]?\d{1,18}$/.test(text);
    case 'time':
    case 'day':
      return !Number.isNaN(Date.parse(text));
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'text':
    case 'other':
      return true;
    default:
      return kind satisfies never;
  }
}

function filterOf(
  { op, value }: RecordFilter,
  column: TableColumn,
  at: number,
  parameter: (value: unknown) => string,
): string[] {
  const place = `filters.${at}.value`;
  const many = Array.isArray(value);
  if (many !== (op === 'in'))
    throw refuse(
      place,
      many ? 'a list' : 'one value',
      many ? 'one value' : 'a list',
      `The comparison ${op} does not fit`,
    );
  const texts = (many ? value : [value]).map(String);
  const name = quoteIdentifier(column.name);
  if (op === 'like') return [`${name}::text ilike ${parameter(texts[0])}`];
  const wrong = texts.find((text) => !fits(column.kind, text));
  if (wrong !== undefined) throw refuse(place, wrong, column.type, `Not a value of column ${column.name}`);
  // An empty list is “all”, as everywhere: a dashboard variable set to All sends it.
  if (op === 'in') return texts.length === 0 ? [] : [`${name} = any(${parameter(texts)}::text[]::${column.type}[])`];
  const right = `${parameter(texts[0])}::text::${column.type}`;
  return [op === '!=' ? `${name} is distinct from ${right}` : `${name} ${op} ${right}`];
}

function timeCondition(
  time: { readonly column: string; readonly fromMs: number; readonly toMs: number },
  column: TableColumn,
  parameter: (value: unknown) => string,
): string {
  if (column.kind !== 'time' && column.kind !== 'day')
    throw refuse(
      'timeColumn',
      `${column.name} (${column.type})`,
      'a column of times or days',
      'This column is no time',
    );
  const name = readable(column);
  const from = `to_timestamp(${parameter(time.fromMs)}::double precision / 1000)`;
  const to = `to_timestamp(${parameter(time.toMs)}::double precision / 1000)`;
  // A day belongs to the range when any of it does.
  return column.kind === 'day'
    ? `${name} >= (${from})::date and ${name} < ${to}`
    : `${name} >= ${from} and ${name} < ${to}`;
}
