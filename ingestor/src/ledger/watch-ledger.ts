import { ledgerTotals } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Spool } from '../spool/spool.js';
import { type Balance, balanceBooks } from './balance.js';
import { recountSpool } from './recount.js';
import { POSTGRES_SINK } from './tally.js';

/** What the last check of the books found. */
export interface LedgerState {
  /** Undefined before the first check, in ms. */
  readonly checkedAtMs: number | undefined;
  readonly balances: readonly Balance[];
  /** True until a check finds that something does not balance. */
  readonly isBalanced: boolean;
}

export interface LedgerWatch {
  readonly state: LedgerState;
  /** Checks now. */
  check(): Promise<LedgerState>;
  close(): Promise<void>;
}

const EVERY_MS = 15_000;
/** Above this the spool is not recounted: a store is away, and reading gigabytes again and again would take the disk from intake. */
const MAX_RECOUNT_BYTES = 256 * 1024 * 1024;

/**
 * Checks that the books of an ingestor balance, again and again. An imbalance means that acknowledged rows were lost or counted twice: it is an
 * error in the log, a gauge above 0 and a failed readiness.
 */
export function watchLedger(parts: {
  readonly pool: Pool;
  readonly ingestor: string;
  readonly spool: Spool;
  readonly log: Logger;
  readonly clock: () => number;
}): LedgerWatch {
  const { pool, ingestor, spool, log, clock } = parts;
  let state: LedgerState = { checkedAtMs: undefined, balances: [], isBalanced: true };
  let running: Promise<LedgerState> | undefined;

  async function balance(): Promise<LedgerState> {
    if (spool.bytes > MAX_RECOUNT_BYTES) return state;
    const totals = await ledgerTotals(pool, ingestor);
    const sequenceOf = (sink: string): number => totals.sinks[sink]?.sequence ?? 0;
    const arrival = sequenceOf(POSTGRES_SINK);
    // A spool that begins behind a cursor was wiped and starts above it: there is nothing to recount before its start.
    const first = spool.segments[0]?.first ?? 1;
    const marks = ['telemetry', POSTGRES_SINK].map(sequenceOf);
    const upTo = spool.durable;
    const recount = await recountSpool(
      spool,
      marks.map((mark) => Math.max(mark, first - 1)),
      upTo,
      log,
    );
    // Segments were released while we read: the cursors have moved on, the next check sees them.
    if (!recount) return state;
    const behind = (mark: number) => recount(Math.max(mark, first - 1));
    const balances = balanceBooks(totals, behind(arrival), (sink) => behind(sequenceOf(sink)));
    const wrong = balances.filter(({ imbalance }) => imbalance !== 0);
    if (wrong.length > 0) log.error({ ingestor, sequence: upTo, balances: wrong }, 'ledger does not balance');
    else if (!state.isBalanced) log.info({ ingestor, sequence: upTo }, 'ledger balances again');
    state = { checkedAtMs: clock(), balances, isBalanced: wrong.length === 0 };
    return state;
  }

  const check = (): Promise<LedgerState> => (running ??= balance().finally(() => (running = undefined)));
  const timer = setInterval(() => {
    check().catch((error: unknown) => log.debug({ err: error, ingestor }, 'ledger not checked'));
  }, EVERY_MS);
  timer.unref();
  return {
    get state() {
      return state;
    },
    check,
    async close() {
      clearInterval(timer);
      await running?.catch((error: unknown) => log.debug({ err: error, ingestor }, 'ledger not checked'));
    },
  };
}
