import { whyOf } from '@wellhead/stores';
import type { RefusedInput } from '../domain/decoded.js';
import type { Kept } from '../intake.js';

export const STORE_REFUSED = 'refused by store';
const OTHER = 'other';
/** A metric keeps a series for each value of a label for ever: what senders can make up has an end. */
const MAX_REASONS = 100;
const MAX_SOURCES = 200;
const MAX_CHARACTERS = 80;

/** Why something was refused, without what was found: the check that refused it, or the reason up to its particulars, names and numbers left out. Pure. */
export function reasonLabel({ by, reason }: Pick<RefusedInput, 'by' | 'reason'>): string {
  if (by?.startsWith('check ')) return by;
  return whyOf(reason)
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|\d+/g, '…')
    .trim()
    .slice(0, MAX_CHARACTERS);
}

/** Labels for refused rows: few enough for a metric, however inventive the senders are. */
export function quarantineReasons(): {
  sourceLabel(source: string): string;
  /** Rows by reason; together as many as were refused. */
  rowsOf(kept: Kept): ReadonlyMap<string, number>;
} {
  const reasons = bounded(MAX_REASONS);
  const sourceLabel = bounded(MAX_SOURCES);
  return {
    sourceLabel,
    rowsOf({ refused, refusedCount }) {
      const rows = new Map<string, number>();
      let left = refusedCount;
      const add = (reason: string, count: number): void => {
        left -= count;
        if (count > 0) rows.set(reason, (rows.get(reason) ?? 0) + count);
      };
      for (const one of refused) add(reasons(reasonLabel(one)), Math.min(left, one.covers ?? 1));
      add(OTHER, left);
      return rows;
    },
  };
}

/** The first so many values as they are, all others as one. */
function bounded(most: number): (value: string) => string {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return value;
    if (seen.size >= most) return OTHER;
    seen.add(value);
    return value;
  };
}
