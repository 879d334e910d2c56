import { addTally, type Tally } from './tally.js';

/** Deliveries of a sink that Postgres does not know of yet, by the sequence up to which each goes. */
export interface Progress {
  add(last: number, tally: Tally): void;
  /** What was delivered up to this sequence, as far as it can be told apart. */
  upTo(sequence: number): { readonly last: number | undefined; readonly tally: Tally };
  /** Forgets what Postgres has now. */
  forget(upTo: number): void;
  readonly size: number;
}

/** While Postgres is away neighbours are joined above this: memory has an end. */
const MAX_ENTRIES = 1_000;

/**
 * Telemetry runs ahead of Postgres, whose ledger must never count a delivery before the arrival of its rows: so what was delivered
 * waits here until the sink of Postgres has passed it.
 */
export function openProgress(): Progress {
  let entries: { readonly last: number; readonly tally: Tally }[] = [];
  return {
    add(last, tally) {
      entries.push({ last, tally });
      if (entries.length > MAX_ENTRIES) entries = joinNeighbours(entries);
    },
    upTo(sequence) {
      const sum: Tally = new Map();
      let last: number | undefined;
      for (const entry of entries) {
        if (entry.last > sequence) break;
        addTally(sum, entry.tally);
        last = entry.last;
      }
      return { last, tally: sum };
    },
    forget(upTo) {
      entries = entries.filter(({ last }) => last > upTo);
    },
    get size() {
      return entries.length;
    },
  };
}

function joinNeighbours<T extends { readonly last: number; readonly tally: Tally }>(
  entries: readonly T[],
): { readonly last: number; readonly tally: Tally }[] {
  const joined: { readonly last: number; readonly tally: Tally }[] = [];
  for (let at = 0; at < entries.length; at += 2) {
    const [first, second] = [entries[at], entries[at + 1]];
    const tally: Tally = new Map();
    if (first) addTally(tally, first.tally);
    if (second) addTally(tally, second.tally);
    joined.push({ last: (second ?? first)?.last ?? 0, tally });
  }
  return joined;
}
