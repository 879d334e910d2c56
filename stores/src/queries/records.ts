import type { Frame, QueryContext, QueryOf } from '@wellhead/contracts';
import { ProblemError } from '@wellhead/contracts';
import { recordColumns } from '../packs/record-columns.js';
import { openCatalogue } from '../postgres/catalogue.js';
import type { QueryStores } from './query-stores.js';
import { runSelect, tableFrames } from './select-frames.js';
import { buildSelect } from './select-model.js';
import { tableColumns } from './table-columns.js';

/** Records of a type as a table: the columns asked for, else those of its schema and when each was received. The newest received first. */
export async function queryRecords(
  stores: QueryStores,
  query: QueryOf<'records'>,
  context: QueryContext,
): Promise<Frame[]> {
  const catalogue = openCatalogue(stores.pool);
  const recordType = await catalogue.recordType(query.type);
  if (recordType === undefined) {
    const names = (await catalogue.packs()).flatMap((pack) => pack.recordTypes.map((one) => one.type)).join(', ');
    throw new ProblemError(
      'unknown-record-type',
      `There is no record type ${query.type}: choose among ${names || 'none'}.`,
      {
        places: [{ field: 'type', found: query.type, expected: names, reason: 'not known' }],
      },
    );
  }
  const columns = await tableColumns(stores.readOnlyPool, recordType.table);
  if (columns.length === 0)
    throw new ProblemError(
      'bad-request',
      `The table ${recordType.table} of ${query.type} is not there: run the migrations of its pack.`,
    );
  const built = buildSelect({
    table: recordType.table,
    columns,
    select:
      query.columns.length > 0
        ? query.columns
        : [...recordColumns(recordType).map((column) => column.name), 'received_at'],
    groupBy: [],
    aggregates: [],
    filters: query.filters,
    orderBy: query.orderBy.length > 0 ? query.orderBy : [{ column: 'received_at', direction: 'desc' }],
    limit: query.limit,
  });
  return tableFrames(query.type, await runSelect(stores, built, query.limit, context.signal));
}
