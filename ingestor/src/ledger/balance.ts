import type { LedgerTotals } from '@wellhead/stores';
import { POSTGRES_SINK, type SinkName, TELEMETRY_SINK } from './tally.js';

/** Accepted rows that the spool holds behind a sequence, by the sink that is to take them. */
export type Recount = Readonly<Record<SinkName, number>>;

/** One line of the books. */
export interface Balance {
  /** `door` (received = accepted + quarantined), or a sink (accepted = delivered + pending). */
  readonly account: 'door' | SinkName;
  readonly total: number;
  readonly placed: number;
  /** total - placed: 0 when the books balance. */
  readonly imbalance: number;
}

/**
 * Balances the books of an ingestor at spool sequence `end`: the ledger in Postgres, which counts up to the cursor of its sink, and the
 * spool itself, recounted behind that cursor and behind each sink's. Pure.
 */
export function balanceBooks(
  totals: LedgerTotals,
  behindArrival: Recount,
  behind: (sink: SinkName) => Recount,
): readonly Balance[] {
  const balance = (account: Balance['account'], total: number, placed: number): Balance => ({
    account,
    total,
    placed,
    imbalance: total - placed,
  });
  return [
    balance('door', totals.received, totals.accepted + totals.quarantined),
    ...([TELEMETRY_SINK, POSTGRES_SINK] as const).map((sink) => {
      const { accepted = 0, delivered = 0 } = totals.sinks[sink] ?? {};
      const pending = behind(sink)[sink];
      return balance(sink, accepted + behindArrival[sink], delivered + pending);
    }),
  ];
}
