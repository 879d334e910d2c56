import { quoteIdentifier, quoteTable } from '@wellhead/stores';
import type { PolledTable } from './polling-config.js';
import type { Reached } from './table-progress.js';

/** Where a page begins. */
export type PageStart =
  | { readonly kind: 'everything' }
  | { readonly kind: 'from'; readonly watermark: string }
  | { readonly kind: 'behind'; readonly row: Reached };

export interface PollQuery {
  readonly text: string;
  readonly values: readonly string[];
}

/**
 * The page of rows by watermark and key. Its first column says whether the row lies behind `reached`, then come the watermark, the key, and
 * the columns. Rows from the future wait until their time has come: one of them would else move the watermark past all others.
 */
export function pageQuery(
  table: PolledTable,
  start: PageStart,
  reached: Reached | undefined,
  limit: number,
): PollQuery {
  const { order, conditions } = placesOf(table);
  const values: string[] = [];
  const parameters = (texts: readonly string[]): string => texts.map((text) => `$${values.push(text)}`).join(', ');
  const behind = ({ watermark, key }: Reached): string => `(${order}) > (${parameters([watermark, ...key])})`;
  const isNew = reached ? behind(reached) : 'true';
  if (start.kind === 'from')
    conditions.push(`${quoteIdentifier(table.watermark.column)} >= ${parameters([start.watermark])}`);
  if (start.kind === 'behind') conditions.push(behind(start.row));
  const columns = table.columns ? Object.values(table.columns).map(quoteIdentifier).join(', ') : '*';
  return {
    text: `select ${isNew}, ${order}, ${columns} from ${quoteTable(table.table)}
      where ${conditions.join(' and ')} order by ${order} limit ${limit}`,
    values,
  };
}

/**
 * What tells whether rows that were read are as they were, without sending them: of those from a watermark on, up to the furthest, the count and the sum
 * of a hash of each. A row that came late, was changed or is gone makes another.
 */
export function printQuery(table: PolledTable, from: string, { watermark, key }: Reached): PollQuery {
  const { order, conditions } = placesOf(table);
  const values = [from, watermark, ...key];
  conditions.push(`${quoteIdentifier(table.watermark.column)} >= $1`);
  conditions.push(`(${order}) <= (${[watermark, ...key].map((_, at) => `$${at + 2}`).join(', ')})`);
  const columns = table.columns ? Object.values(table.columns).map(quoteIdentifier).join(', ') : 't.*';
  return {
    text: `select count(*), sum(hashtextextended(row(${order}, ${columns})::text, 0)) from ${quoteTable(table.table)} t
      where ${conditions.join(' and ')}`,
    values,
  };
}

/** How many rows wait behind one; no more than `most` are counted. */
export function waitingQuery(table: PolledTable, { watermark, key }: Reached, most: number): PollQuery {
  const { order, conditions } = placesOf(table);
  const values = [watermark, ...key];
  conditions.push(`(${order}) > (${values.map((_, at) => `$${at + 1}`).join(', ')})`);
  return {
    text: `select count(*) from (select from ${quoteTable(table.table)} where ${conditions.join(' and ')} limit ${most}) waiting`,
    values,
  };
}

function placesOf({ watermark: { column, form }, key }: PolledTable): { order: string; conditions: string[] } {
  const watermark = quoteIdentifier(column);
  return {
    order: [watermark, ...key.map(quoteIdentifier)].join(', '),
    conditions: form === 'time' ? [`${watermark} <= now()`] : [`${watermark} is not null`],
  };
}
