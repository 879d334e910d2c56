import type { RecordType } from '@wellhead/contracts';
import { applyRecords, type QuarantineRow, quarantineRows, savePositions } from '@wellhead/stores';
import type { PoolClient } from 'pg';
import { acceptedRows } from '../records/accepted-rows.js';
import type { RecordHeader } from '../spool/record.js';
import { openPositions } from './positions.js';
import type { RecentRecord } from './recent-records.js';
import { identityOf, recordPlace } from './refused-rows.js';

/** Rows that are new in quarantine, as the ledger counts them. */
type Refused = readonly Pick<QuarantineRow, 'source' | 'receivedAtMs'>[];

/** Writes what records of the spool hold into Postgres, in the transaction of `client`. */
export interface Saver {
  quarantine(client: PoolClient, rows: readonly QuarantineRow[]): Promise<Refused>;
  /** Stores the rows of a record; what Postgres refuses of them goes to quarantine, and is returned as far as it is new there. */
  records(client: PoolClient, record: RecentRecord): Promise<Refused>;
  /** Writes down how far sources have come with these records. */
  positions(client: PoolClient, headers: readonly RecordHeader[]): Promise<void>;
}

export function openSaver(ingestor: string, recordTypeOf: (type: string) => Promise<RecordType | undefined>): Saver {
  const quarantine: Saver['quarantine'] = (client, rows) =>
    quarantineRows(
      client,
      rows.map((row) => ({ ingestor, ...row })),
    );
  return {
    quarantine,
    async records(client, { header, body, sequence }) {
      const recordType = await recordTypeOf(header.recordType ?? '');
      if (!recordType) throw new Error(`the record type "${header.recordType}" is not known any more`);
      const { rows, places } = acceptedRows(header, body);
      const { receivedAtMs, source, token, batchId = '' } = header;
      const outcome = await applyRecords(client, recordType, header.operation ?? 'upsert', rows, {
        receivedAtMs,
        source,
        batchId,
        keepNewer: header.replayOf !== undefined || header.repair !== undefined,
      });
      return quarantine(
        client,
        outcome.refused.map(({ index, reason }) => ({
          receivedAtMs,
          source,
          refusedBy: 'store postgres',
          reason,
          raw: JSON.stringify(rows[index]),
          place: { index: places[index] ?? index, ...recordPlace(header) },
          ...identityOf(header, sequence),
          kind: 'records' as const,
          token,
          covers: 0,
        })),
      );
    },
    async positions(client, headers) {
      const positions = openPositions(ingestor);
      headers.forEach(positions.add);
      await savePositions(client, positions.list());
    },
  };
}
