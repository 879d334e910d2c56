import { setTimeout as pause } from 'node:timers/promises';
import { openPool } from '@wellhead/stores';
import type { Source, SourceContext } from '../../source.js';
import { changeMessages } from './change-messages.js';
import { copyTables } from './copy-tables.js';
import { type PgoutputMessage, readPgoutput } from './domain/pgoutput.js';
import { openTransactions } from './domain/transactions.js';
import { readWalProgress, WAL_STREAM, type WalProgress, walPositionOf } from './domain/wal-progress.js';
import type { ReplicationSourceConfig } from './replication-config.js';
import { openReplicationStream, type ReplicationStream } from './replication-stream.js';
import { makeSlot, preparePublication, prepareSlot } from './slot.js';
import { readTableKeys, type TableKeys } from './table-keys.js';
import { watchSlot } from './watch-slot.js';

const RETRY_MS = 1_000;

/**
 * Follows tables of a Postgres by logical replication: what they hold at first, then every insert, update, delete and truncate, in the order of
 * their commits. The source database is told what is durable and keeps the rest; how far that is lies in the records themselves as well, so
 * that after a crash nothing is lost or taken twice.
 */
export function openReplicationSource(config: ReplicationSourceConfig, context: SourceContext): Promise<Source> {
  const { status, log, name, keep, clock } = context;
  const { rowsAtOnce, slot, publication } = config;
  const closing = new AbortController();
  const pool = openPool(config.url, { max: 2, log });
  const tables = new Map(config.tables.map((table) => [table.table, table]));
  let positions = new Map(context.positions);
  let progress = readWalProgress(positions.get(WAL_STREAM));
  let stream: ReplicationStream | undefined;

  const tell = (reason: string): void => {
    status.isConnected = false;
    status.behindSinceMs ??= clock();
    if (status.lastError !== reason) log.warn({ source: name, reason }, 'source not connected');
    status.lastError = reason;
  };

  /** Publication, slot and the rows that are there; text says what a person has to do. */
  async function prepare(): Promise<{ readonly start: WalProgress; readonly keys: TableKeys } | string | undefined> {
    const keys = await readTableKeys(pool, [...tables.keys()]);
    if ('reason' in keys) return keys.reason;
    await preparePublication(pool, config);
    const found = await prepareSlot(pool, slot, positions.size === 0);
    if (typeof found === 'object') return found.reason;
    if (found === 'to-make' && progress) {
      log.error({ source: name, slot }, 'slot was gone; tables are copied again, what was deleted meanwhile stays');
      positions = new Map();
      progress = undefined;
    }
    const copied = new Set(progress?.copied);
    const toCopy = [...tables.values()].filter(({ table }) => !copied.has(table));
    const copy = (snapshot?: string) => copyTables(toCopy, snapshot, { pool, rowsAtOnce, keep, keys, positions });
    const outcome =
      found === 'to-make' ? await makeSlot(config.url, slot, copy) : toCopy.length > 0 ? await copy() : 'copied';
    if (outcome === 'closing') return undefined;
    return { start: { endLsn: 0, ...progress, copied: [...tables.keys()] }, keys };
  }

  /** Keeps what comes and acknowledges it, until the connection ends. */
  async function follow(open: ReplicationStream, start: WalProgress, keys: TableKeys): Promise<void> {
    const transactions = openTransactions(start, keys);
    for (;;) {
      const events = await open.next();
      const changes = [];
      let walEnd = 0;
      let committedAtMs: number | undefined;
      for (const event of events) {
        if (event.kind === 'keepalive') {
          walEnd = event.walEnd;
          continue;
        }
        const message = readMessage(event.bytes);
        if (message.kind === 'commit') committedAtMs ??= message.committedAtMs;
        changes.push(...transactions.take(message));
      }
      status.behindSinceMs = Math.min(clock(), committedAtMs ?? status.behindSinceMs ?? clock());
      const messages = await changeMessages(changes, { tables, pool, rowsAtOnce });
      if (messages.length > 0 && (await keep(messages)) === 'closed') return;
      progress = transactions.progress;
      if (transactions.isBetween) status.behindSinceMs = undefined;
      if (messages.length > 0) positions.set(WAL_STREAM, walPositionOf(progress));
      // A quiet table must not hold back the log of busy ones: what the server says is empty is acknowledged too.
      open.acknowledge(transactions.isBetween ? Math.max(progress.endLsn, walEnd) : progress.endLsn);
    }
  }

  async function connectOnce(): Promise<void> {
    const prepared = await prepare();
    if (typeof prepared === 'string') return tell(prepared);
    if (prepared === undefined || closing.signal.aborted) return;
    const { start, keys } = prepared;
    progress = start;
    stream = await openReplicationStream({ url: config.url, slot, publication, from: start.endLsn });
    try {
      if (closing.signal.aborted) return;
      status.isConnected = true;
      status.lastError = undefined;
      log.info({ source: name, slot }, 'source connected');
      await follow(stream, start, keys);
    } finally {
      await stream.close();
      stream = undefined;
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await connectOnce().catch((error: Error) => closing.signal.aborted || tell(error.message));
      await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const running = run();
  const slotWatch = watchSlot({ ...config, pool, status, log });
  return Promise.resolve({
    async close() {
      closing.abort();
      await slotWatch.close();
      await stream?.close();
      await running;
      await pool.end();
    },
  });
}

function readMessage(bytes: Buffer): PgoutputMessage {
  try {
    return readPgoutput(bytes);
  } catch (cause) {
    throw new Error(`the log of the source database cannot be read: ${(cause as Error).message}`, { cause });
  }
}
