import type pg from 'pg';
import { type Lsn, lsnText } from './domain/lsn.js';
import { replicationClient } from './replication-client.js';

/** What the server sends. */
export type StreamEvent =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** The server has nothing more up to here. */
  | { readonly kind: 'keepalive'; readonly walEnd: Lsn };

export interface ReplicationStream {
  /** All that has come since, at least one event; rejects when the connection has ended. */
  next(): Promise<readonly StreamEvent[]>;
  /** Tells the server that everything up to here is durable, so that it may forget it. */
  acknowledge(lsn: Lsn): void;
  close(): Promise<void>;
}

/** The server gives up on a receiver that says nothing for `wal_sender_timeout`, a minute by default. */
const STATUS_MS = 10_000;
/** Bytes that wait here before the connection is held up; the server waits then. */
const WAITING_BYTES = 8 * 1024 * 1024;
const XLOG_HEAD_BYTES = 25;
/** 2000-01-01 in ms since 1970. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** The part of pg's connection that speaks to a walsender, which its types leave out. */
type CopyConnection = pg.Connection & { sendCopyFromChunk(chunk: Buffer): void };

/**
 * Begins to receive the log of a slot by the streaming replication protocol, in `pgoutput`'s version 1. Starts at `from`, or at what was
 * acknowledged last where that is further.
 */
export async function openReplicationStream(options: {
  readonly url: string;
  readonly slot: string;
  readonly publication: string;
  readonly from: Lsn;
}): Promise<ReplicationStream> {
  const client = replicationClient(options.url);
  const connection = client.connection as CopyConnection;
  let waiting: StreamEvent[] = [];
  let waitingBytes = 0;
  let acknowledged = 0;
  let ended: Error | undefined;
  let wake: (() => void) | undefined;

  const end = (error: Error): void => {
    ended ??= error;
    wake?.();
  };
  const sendStatus = (): void => {
    if (ended === undefined) connection.sendCopyFromChunk(statusOf(acknowledged));
  };
  const take = (chunk: Buffer): void => {
    if (chunk[0] === 0x77) {
      // The buffer is read over by the connection: what waits is a copy.
      waiting.push({ kind: 'data', bytes: Buffer.from(chunk.subarray(XLOG_HEAD_BYTES)) });
      waitingBytes += chunk.length;
      if (waitingBytes > WAITING_BYTES) connection.stream.pause();
    } else if (chunk[0] === 0x6b) {
      waiting.push({ kind: 'keepalive', walEnd: Number(chunk.readBigUInt64BE(1)) });
      if (chunk[17] === 1) sendStatus();
    }
    wake?.();
  };

  client.on('error', end);
  client.on('end', () => end(new Error('the database has ended the connection')));
  connection.on('copyData', ({ chunk }: { chunk: Buffer }) => take(chunk));
  await client.connect();
  const started = new Promise<void>((resolve) => connection.once('replicationStart', () => resolve()));
  const text = `START_REPLICATION SLOT ${options.slot} LOGICAL ${lsnText(options.from)}
    (proto_version '1', publication_names '"${options.publication}"')`;
  const refused = client.query(text).then(
    () => end(new Error('the database has ended the replication')),
    (error: Error) => end(error),
  );
  await Promise.race([started, refused]);
  const timer = setInterval(sendStatus, STATUS_MS);
  timer.unref();

  async function close(): Promise<void> {
    clearInterval(timer);
    end(new Error('the source closes'));
    await client.end();
  }
  if (ended !== undefined) {
    const reason: Error = ended;
    await close();
    throw reason;
  }

  return {
    async next() {
      while (waiting.length === 0) {
        if (ended !== undefined) throw ended;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const events = waiting;
      waiting = [];
      waitingBytes = 0;
      connection.stream.resume();
      return events;
    },
    acknowledge(lsn) {
      if (lsn <= acknowledged) return;
      acknowledged = lsn;
      sendStatus();
    },
    close,
  };
}

/** `r`, written, flushed and applied up to here, the time, no answer wanted. */
function statusOf(lsn: Lsn): Buffer {
  const status = Buffer.alloc(34);
  status.write('r', 0, 'latin1');
  for (const at of [1, 9, 17]) status.writeBigUInt64BE(BigInt(lsn), at);
  status.writeBigInt64BE(BigInt(Date.now() - POSTGRES_EPOCH_MS) * 1_000n, 25);
  return status;
}
