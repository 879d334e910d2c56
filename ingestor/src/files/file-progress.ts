import type { FileJob, FileProgress } from '@wellhead/stores';
import type { Pool } from 'pg';

/** Name of a file among the streams of its source. */
export const streamOf = (fileId: string): string => `file ${fileId}`;

/**
 * How far a file has been taken in, exactly, once everything that its ingestor had acknowledged is in Postgres: its position was written in the
 * transaction of its rows, and so was each refused row.
 */
export async function readProgress(pool: Pool, { id, source }: FileJob): Promise<FileProgress> {
  const { rows: positions } = await pool.query<{ position: string; cursor: string }>(
    'select position, cursor from ops.source_positions where source = $1 and stream = $2',
    [source, streamOf(id)],
  );
  const { rows: refused } = await pool.query<{ rows: string }>(
    `select count(distinct (place ->> 'sheet', place ->> 'row')) as rows from ops.quarantine
     where place ->> 'file' = $1 and place ? 'file' and place ? 'row'`,
    [id],
  );
  const rowsRead = Number(positions[0]?.position ?? 0);
  const rowsEmpty = Number(positions[0]?.cursor ?? 0);
  const rowsRefused = Number(refused[0]?.rows ?? 0);
  return { bytesRead: 0, rowsRead, rowsEmpty, rowsRefused, rowsStored: rowsRead - rowsEmpty - rowsRefused };
}
