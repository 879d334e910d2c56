import type { RecordRow } from '@wellhead/stores';
import { readJsonList } from '../domain/json-points.js';
import type { RecordHeader } from '../spool/record.js';
import { jsonRecordsSchema } from './record-bodies.js';

/** Rows of a body that were accepted, with their places in it. */
export function acceptedRows(header: RecordHeader, body: Buffer | undefined): { rows: RecordRow[]; places: number[] } {
  const list = readJsonList(body ?? Buffer.alloc(0), jsonRecordsSchema);
  if (typeof list === 'string') throw new Error(`records in the spool cannot be read: ${list}`);
  const refused = new Set(header.refusedIndexes ?? []);
  const places = list.flatMap((_, index) => (refused.has(index) ? [] : [index]));
  return { rows: places.map((index) => list[index] as RecordRow), places };
}
