import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PgoutputMessage, Relation } from './pgoutput.js';
import { type Change, openTransactions } from './transactions.js';
import { readWalProgress, type WalProgress, walPositionOf } from './wal-progress.js';

const relation: Relation = {
  id: 7,
  table: 'public.orders',
  columns: [
    { name: 'id', typeOid: 20, isKey: true },
    { name: 'note', typeOid: 25, isKey: false },
  ],
};
const start: WalProgress = { endLsn: 0, copied: [] };
const keys = new Map([['public.orders', ['id']]]);
const commit = (commitLsn: number): PgoutputMessage => ({
  kind: 'commit',
  commitLsn,
  endLsn: commitLsn + 10,
  committedAtMs: 0,
});
const insert = (id: number): PgoutputMessage => ({ kind: 'insert', relationId: 7, row: [String(id), 'x'] });

/** Transactions of so many inserts each, numbered through. */
function logOf(
  sizes: readonly number[],
): { readonly commitLsn: number; readonly messages: readonly PgoutputMessage[] }[] {
  let id = 0;
  return sizes.map((size, at) => {
    const commitLsn = (at + 1) * 100;
    const inserts = Array.from({ length: size }, () => insert(id++));
    return { commitLsn, messages: [{ kind: 'begin', commitLsn }, ...inserts, commit(commitLsn)] };
  });
}
const idOf = (change: Change): number => Number(change.operation === 'upsert' ? change.row[0] : Number.NaN);

describe('transactions of the log', () => {
  it('give every change once, whatever was durable when it began anew', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 30 }),
        (sizes, durableCount) => {
          const log = logOf(sizes);
          const first = openTransactions(start, keys);
          first.take({ kind: 'relation', relation });
          const before = log.flatMap(({ messages }) => messages.flatMap(first.take)).slice(0, durableCount);
          // What the crash left: the progress in the last record that was durable.
          const left = readWalProgress(walPositionOf(before.at(-1)?.progress ?? start));
          if (!left) throw new Error('the progress cannot be read again');
          const second = openTransactions(left, keys);
          second.take({ kind: 'relation', relation });
          // The server leaves out what ended before: it may send the one behind it again, or more.
          const again = log.filter(({ commitLsn }) => commitLsn >= left.endLsn);
          const after = again.flatMap(({ messages }) => messages.flatMap(second.take));
          expect([...before, ...after].map(idOf)).toEqual(
            Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, id) => id),
          );
          expect(second.progress.endLsn).toBe(Math.max(...log.map(({ commitLsn }) => commitLsn + 10)));
        },
      ),
    );
  });

  it('pass over a transaction that is durable as a whole when the server sends it again', () => {
    const transactions = openTransactions({ endLsn: 110, copied: [] }, keys);
    transactions.take({ kind: 'relation', relation });
    const [done, next] = logOf([2, 1]);
    expect(done?.messages.flatMap(transactions.take)).toEqual([]);
    expect(next?.messages.flatMap(transactions.take)).toHaveLength(1);
  });

  it('make of a changed key the deletion of the old row and a new one, which are complete together', () => {
    const transactions = openTransactions(start, keys);
    const all = [
      { kind: 'relation', relation } as const,
      { kind: 'begin', commitLsn: 100 } as const,
      { kind: 'update', relationId: 7, old: ['1', null], row: ['2', 'x'] } as const,
    ].flatMap(transactions.take);
    expect(all).toMatchObject([
      { operation: 'delete', old: ['1', null], progress: { partial: { changes: 0 } } },
      { operation: 'upsert', row: ['2', 'x'], progress: { partial: { changes: 1 } } },
    ]);
  });

  it('take the key of the table where all columns are the replica identity', () => {
    const transactions = openTransactions(start, keys);
    const columns = relation.columns.map((column) => ({ ...column, isKey: true }));
    const all = [
      { kind: 'relation', relation: { ...relation, columns } } as const,
      { kind: 'begin', commitLsn: 100 } as const,
      { kind: 'update', relationId: 7, old: ['1', 'x'], row: ['1', 'y'] } as const,
    ].flatMap(transactions.take);
    expect(all).toMatchObject([{ operation: 'upsert' }]);
  });
});
