import type { PgoutputMessage, Relation, Tuple } from './pgoutput.js';
import type { WalProgress } from './wal-progress.js';

/** One change of one row, or of a table as a whole, with how far the source has come when it is durable. */
export type Change = { readonly relation: Relation; readonly progress: WalProgress } & (
  | { readonly operation: 'upsert'; readonly row: Tuple; readonly old: Tuple | undefined }
  | { readonly operation: 'delete'; readonly old: Tuple }
  | { readonly operation: 'truncate' }
);

export interface Transactions {
  /** Takes the next message; returns the changes in it that are not durable yet. Throws when the stream does not hold together. */
  take(message: PgoutputMessage): readonly Change[];
  /** All that was taken. Valid as an acknowledgement once it is durable. */
  readonly progress: WalProgress;
  /** False within a transaction. */
  readonly isBetween: boolean;
}

type Unplaced =
  | { readonly operation: 'upsert'; readonly relation: Relation; readonly row: Tuple; readonly old: Tuple | undefined }
  | { readonly operation: 'delete'; readonly relation: Relation; readonly old: Tuple }
  | { readonly operation: 'truncate'; readonly relation: Relation };

/**
 * Turns the stream of messages into changes. Postgres sends transactions whole and in the order of their commits; after a restart it begins
 * with the first that was not acknowledged. What of it is durable already is passed over by counting: the order within a transaction is fixed.
 */
export function openTransactions(start: WalProgress, keys: ReadonlyMap<string, readonly string[]>): Transactions {
  const relations = new Map<number, Relation>();
  let progress = start;
  let current: { readonly commitLsn: number; readonly durable: number; seen: number } | undefined;

  const relationOf = (id: number): Relation => {
    const relation = relations.get(id);
    if (!relation) throw new Error(`the log tells of table ${id}, which it has not described`);
    return relation;
  };

  /** The changes of one message. Only the last of them completes it: what is repeated after a crash in between is the same again. */
  function place(changes: readonly Unplaced[]): readonly Change[] {
    if (!current) throw new Error('the log tells of a change outside of any transaction');
    current.seen += 1;
    if (current.seen <= current.durable) return [];
    const { commitLsn, seen } = current;
    const at = (count: number): WalProgress => ({ ...progress, partial: { commitLsn, changes: count } });
    const before = at(seen - 1);
    progress = at(seen);
    return changes.map((change, index) => ({ ...change, progress: index + 1 < changes.length ? before : progress }));
  }

  return {
    get progress() {
      return progress;
    },
    get isBetween() {
      return current === undefined;
    },
    take(message) {
      switch (message.kind) {
        case 'begin': {
          const { commitLsn } = message;
          const isDurable = commitLsn < progress.endLsn;
          const durable = progress.partial?.commitLsn === commitLsn ? progress.partial.changes : 0;
          current = { commitLsn, durable: isDurable ? Number.POSITIVE_INFINITY : durable, seen: 0 };
          return [];
        }
        case 'commit':
          current = undefined;
          if (message.endLsn > progress.endLsn) progress = { endLsn: message.endLsn, copied: progress.copied };
          return [];
        case 'relation':
          relations.set(message.relation.id, withKey(message.relation, keys.get(message.relation.table)));
          return [];
        case 'insert':
          return place([
            { operation: 'upsert', relation: relationOf(message.relationId), row: message.row, old: undefined },
          ]);
        case 'update':
          return place(updateOf(relationOf(message.relationId), message));
        case 'delete':
          return place([{ operation: 'delete', relation: relationOf(message.relationId), old: message.old }]);
        case 'truncate':
          return place(message.relationIds.map((id) => ({ operation: 'truncate', relation: relationOf(id) })));
        case 'other':
          return [];
        default:
          return message satisfies never;
      }
    },
  };
}

/** With all columns as replica identity the log marks them all: the key is what the table says. */
const withKey = (relation: Relation, key: readonly string[] | undefined): Relation =>
  key === undefined
    ? relation
    : { ...relation, columns: relation.columns.map((column) => ({ ...column, isKey: key.includes(column.name) })) };

/** A row whose key has changed is another row: the old one goes. */
function updateOf(
  relation: Relation,
  { old, row }: { readonly old: Tuple | undefined; readonly row: Tuple },
): readonly Unplaced[] {
  const upsert = { operation: 'upsert', relation, row, old } as const;
  const isMoved = old !== undefined && relation.columns.some(({ isKey }, at) => isKey && old[at] !== row[at]);
  return isMoved ? [{ operation: 'delete', relation, old }, upsert] : [upsert];
}
