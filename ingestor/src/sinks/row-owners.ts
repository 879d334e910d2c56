import type { RecentRecord } from './recent-records.js';

/** Which record a row of the joined batch came from, and where in the batch that record begins. */
export function rowOwners(
  records: readonly RecentRecord[],
): (row: number) => { readonly record: RecentRecord; readonly firstRow: number } | undefined {
  let next = 0;
  const owners = records.map((record) => {
    const firstRow = next;
    next += record.batch?.length ?? 0;
    return { record, firstRow };
  });
  return (row) => owners.findLast(({ firstRow }) => firstRow <= row);
}
