import type { Frame, MartTable, QueryContext, QueryOf } from '@wellhead/contracts';
import { ProblemError } from '@wellhead/contracts';
import { openCatalogue } from '../postgres/catalogue.js';
import type { QueryStores } from './query-stores.js';
import { runSelect, seriesFrames, tableFrames } from './select-frames.js';
import { buildSelect } from './select-model.js';
import { tableColumns } from './table-columns.js';

async function publishedTable(stores: QueryStores, table: string): Promise<MartTable> {
  const marts = (await openCatalogue(stores.pool).packs()).flatMap((pack) => pack.marts);
  const mart = marts.find((one) => one.table === table);
  if (mart !== undefined) return mart;
  const names = marts.map((one) => one.table).join(', ');
  throw new ProblemError(
    'bad-request',
    names === ''
      ? `${table} is not published: no pack publishes a table yet.`
      : `${table} is not published by a pack: choose among ${names}.`,
    { places: [{ field: 'table', found: table, expected: names, reason: 'not published' }] },
  );
}

/**
 * Rows of a table or view that a pack publishes, as a table or as time series. A series without order keeps its newest rows when it is
 * cut; a table its first ones in the order asked for.
 */
export async function queryMart(stores: QueryStores, query: QueryOf<'mart'>, context: QueryContext): Promise<Frame[]> {
  const mart = await publishedTable(stores, query.table);
  const columns = await tableColumns(stores.readOnlyPool, query.table);
  if (columns.length === 0)
    throw new ProblemError('bad-request', `${query.table} is published but not there: run the migrations of its pack.`);
  const timeColumn = query.timeColumn ?? (query.as === 'series' ? mart.timeColumn : undefined);
  const time =
    timeColumn === undefined ? undefined : { column: timeColumn, fromMs: context.fromMs, toMs: context.toMs };
  const shared = {
    table: query.table,
    columns,
    aggregates: query.aggregates,
    filters: query.filters,
    time,
    limit: query.limit,
  };
  if (query.as === 'table') {
    const built = buildSelect({ ...shared, select: query.columns, groupBy: query.groupBy, orderBy: query.orderBy });
    const selected = await runSelect(stores, built, query.limit, context.signal);
    // Who asks for the first ten in an order means ten: nothing was cut that they miss.
    const meant = query.orderBy.length > 0;
    return tableFrames(mart.title, meant ? { ...selected, notices: [] } : selected);
  }
  if (timeColumn === undefined)
    throw new ProblemError('bad-request', `A time series of ${query.table} needs a time column: give timeColumn.`, {
      places: [{ field: 'timeColumn', expected: 'a column of times or days', reason: 'missing' }],
    });
  const withTime = (names: readonly string[]): readonly string[] =>
    names.includes(timeColumn) ? names : [timeColumn, ...names];
  const grouped = query.groupBy.length > 0 || query.aggregates.length > 0;
  const built = buildSelect({
    ...shared,
    select: query.columns.length > 0 ? withTime(query.columns) : [],
    groupBy: grouped ? withTime(query.groupBy) : [],
    orderBy: [{ column: timeColumn, direction: 'desc' }],
  });
  return seriesFrames(mart.title, timeColumn, await runSelect(stores, built, query.limit, context.signal));
}
