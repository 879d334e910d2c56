import type { CrashCheck } from '../../../ingestor/testing/kill/crash-child.js';
import type { Acknowledged } from './senders.js';

/** What a check found. */
export interface Verdict {
  /** Acknowledged and not stored. */
  readonly lost: number;
  /** Stored more than once, or counted more than once in the ledger. */
  readonly repeated: number;
  readonly isBalanced: boolean;
}

/** Compares what is stored with what was acknowledged, of numbers in [from, to). */
export function compare(acknowledged: Acknowledged, from: number, to: number, check: CrashCheck): Verdict {
  let lost = 0;
  let twice = 0;
  for (const [name, numbers] of acknowledged) {
    const times = check.times[name] ?? [];
    const stored = new Set(times);
    twice += times.length - stored.size;
    for (const number of numbers) if (number >= from && number < to && !stored.has(number)) lost += 1;
  }
  return {
    lost,
    // The ledger counts each time that something was taken in; the store keeps it once: more in the ledger is a repeat.
    repeated: twice + Math.max(0, check.accepted - check.storedReadings),
    isBalanced:
      check.isBalanced &&
      check.received === check.accepted + check.quarantined &&
      check.accepted === check.storedReadings,
  };
}
