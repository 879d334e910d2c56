import type { SourcePosition } from '@wellhead/stores';
import { z } from 'zod';
import { type Lsn, lsnText, readLsn } from './lsn.js';

/** How far the log has been taken in. Written with every message, in the same record. */
export interface WalProgress {
  /** All transactions that end up to here are durable. */
  readonly endLsn: Lsn;
  /** Of the transaction behind them: so many of its changes are durable already. */
  readonly partial?: { readonly commitLsn: Lsn; readonly changes: number };
  /** Tables whose rows of the beginning are all here. */
  readonly copied: readonly string[];
}

export const WAL_STREAM = 'wal';

const cursorSchema = z.object({
  end: z.string(),
  partial: z.object({ commitLsn: z.number(), changes: z.number() }).optional(),
  copied: z.array(z.string()),
});

export const walPositionOf = ({ endLsn, partial, copied }: WalProgress): SourcePosition => ({
  stream: WAL_STREAM,
  position: endLsn,
  cursor: JSON.stringify({ end: lsnText(endLsn), ...(partial ? { partial } : {}), copied }),
});

/** Where to go on; undefined where nothing of the log has been taken in. */
export function readWalProgress(position: SourcePosition | undefined): WalProgress | undefined {
  if (position?.cursor === undefined) return undefined;
  try {
    const { end, partial, copied } = cursorSchema.parse(JSON.parse(position.cursor));
    return { endLsn: readLsn(end) ?? position.position, ...(partial ? { partial } : {}), copied };
  } catch {
    return undefined;
  }
}
