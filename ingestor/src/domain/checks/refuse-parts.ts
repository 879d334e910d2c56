import { BOUNDED, excerptOf, openRefusals, type RefusedInput } from '../decoded.js';
import type { RowFault } from './check-batch.js';
import { type RowRuns, runsOf } from './checked-rows.js';

/** A line or point of a body, with the rows [firstRow, endRow) that it became. */
export interface BodyPart {
  /** 1-based line, or 0-based position in a list. */
  readonly place: { readonly line: number } | { readonly index: number };
  readonly raw: string;
  readonly firstRow: number;
  readonly endRow: number;
}

/**
 * A line or point with a reading that is refused is refused as a whole: it is counted once, comes back from quarantine as a whole, and no
 * half of it is stored meanwhile, as with a line that cannot be read.
 */
export function refuseParts(
  faults: readonly RowFault[],
  parts: readonly BodyPart[],
): { readonly refused: readonly RefusedInput[]; readonly count: number; readonly rows: RowRuns } {
  const refusals = openRefusals();
  const rows: number[] = [];
  let next = 0;
  for (const { place, raw, firstRow, endRow } of parts) {
    while (next < faults.length && (faults[next] as RowFault).row < firstRow) next += 1;
    const fault = faults[next];
    if (!fault) break;
    if (fault.row >= endRow) continue;
    const { check, reason, found, expected } = fault;
    refusals.add({ ...place, ...excerptOf(raw, BOUNDED), by: `check ${check}`, reason, found, expected });
    for (let row = firstRow; row < endRow; row++) rows.push(row);
  }
  return { refused: refusals.list(), count: refusals.count, rows: runsOf(rows) };
}
