import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { readMapping, type FileJob, type FileProgress, type Files, type RawArchive } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { RefusedInput } from '../domain/decoded.js';
import type { Feed } from '../feed/feed.js';
import type { IngestorMetrics } from '../http/metrics.js';
import type { TokenGate } from '../http/tokens.js';
import { type Intake, type Kept, reasonToWait, type SourceMessage } from '../intake.js';
import type { RefusedRow } from './domain/chunks.js';
import { readProgress, streamOf } from './file-progress.js';
import { orderConversion } from './order-conversion.js';
import type { FileReading } from './worker/file-reading.js';
import { readFile } from './worker/read-file.js';
import type { ConvertedChunk, ShownRow } from './worker/worker-messages.js';

export interface TakeFileParts {
  readonly files: Files;
  readonly pool: Pool;
  readonly archive: Pick<RawArchive, 'open'>;
  readonly intake: Intake;
  readonly feed: Feed;
  readonly metrics: IngestorMetrics;
  readonly gate: Pick<TokenGate, 'spendLater'>;
  /** Beyond so many refused rows a file is given up: it was sent with the wrong mapping. */
  readonly maxRefusedRows: number;
  readonly log: Logger;
}

export type TakenFile =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: string }
  /** The ingestor is closing: the file goes on at the next start. */
  | { readonly kind: 'closed' };

/** Records that may wait for the stores. A file is safe in the archive: it leaves the room of the spool to those who cannot wait. */
const PENDING_RECORDS = 200;
const WAIT_MS = 20;
const LONGEST_WAIT_MS = 2_000;
const REPORT_MS = 500;

/**
 * Takes a file in from where it had come: bytes from the archive → rows → the same intake as any other input, chunk by chunk, each with the position
 * behind it. What is done is done exactly once, however often this is begun again.
 */
export async function takeFile(
  file: FileJob,
  parts: TakeFileParts,
  tell: (hindrance: string | undefined) => void,
  closing: AbortSignal,
): Promise<TakenFile> {
  const { files, pool, archive, feed, log } = parts;
  const mapping = readMapping(file.mappingText);
  if ('faults' in mapping) return { kind: 'failed', error: `the mapping cannot be read: ${mapping.faults.join('; ')}` };
  const order = await orderConversion(file.format, mapping, pool);
  if (typeof order === 'string') return { kind: 'failed', error: order };
  const before = await readProgress(pool, file);
  if (before.rowsRead > 0) log.info({ file: file.id, rows: before.rowsRead }, 'file resumed');

  const reading = readFile({ ...order, skipRows: before.rowsRead }, await archive.open(file.archivePath), file.bytes);
  let progress = before;
  let reportedMs = 0;
  const report = async (): Promise<void> => {
    reportedMs = performance.now();
    await files.progress(file.id, { ...progress, bytesRead: reading.bytesRead }, reading.head);
  };
  try {
    for (let chunks = await reading.next(); chunks; chunks = await reading.next()) {
      await roomInStores(feed, tell, closing);
      const kept = await keepChunks(
        { file, recordType: mapping.records?.type, reading, parts, tell, closing },
        chunks,
        progress,
      );
      if (kept === 'closed') return { kind: 'closed' };
      progress = kept;
      if (progress.rowsRefused > parts.maxRefusedRows)
        return { kind: 'failed', error: `${progress.rowsRefused} rows are refused: ${WRONG_MAPPING}` };
      if (performance.now() - reportedMs > REPORT_MS) await report();
    }
    await report();
    // Only now it is done: a person who is told so finds every row, in the stores or among the refused ones.
    const slow = setTimeout(() => tell('its last rows wait for a store that is away or behind'), LONGEST_WAIT_MS);
    await drainedOrClosing(feed, closing).finally(() => clearTimeout(slow));
    if (closing.aborted) return { kind: 'closed' };
    return reading.fault ? { kind: 'failed', error: reading.fault.reason } : { kind: 'done' };
  } finally {
    await reading.close();
  }
}

const WRONG_MAPPING =
  'the mapping does not fit, and the rest was not read. Look at the first errors, try the corrected mapping with a dry run, and send the file again.';

/** Resolves when everything acknowledged is in the stores, or when the ingestor is closing: a store may be away for hours. */
export async function drainedOrClosing(feed: Pick<Feed, 'drained'>, closing: AbortSignal): Promise<void> {
  if (closing.aborted) return;
  const settled = new AbortController();
  const closed = once(closing, 'abort', { signal: settled.signal }).catch(() => undefined);
  await Promise.race([feed.drained(), closed]).finally(() => settled.abort());
}

async function roomInStores(feed: Feed, tell: Taking['tell'], closing: AbortSignal): Promise<void> {
  if (feed.pending <= PENDING_RECORDS) return;
  tell('stores are behind; it goes on when they have caught up');
  while (feed.pending > PENDING_RECORDS && !closing.aborted)
    await pause(WAIT_MS, undefined, { signal: closing }).catch(() => undefined);
  tell(undefined);
}

interface Taking {
  readonly file: FileJob;
  readonly recordType: string | undefined;
  readonly reading: FileReading;
  readonly parts: TakeFileParts;
  /** Told why the file waits, and when it goes on. */
  readonly tell: (hindrance: string | undefined) => void;
  readonly closing: AbortSignal;
}

/** Keeps chunks with one sync, waiting while there is no room; tells how far the file has come then. */
async function keepChunks(
  taking: Taking,
  chunks: readonly ConvertedChunk[],
  before: FileProgress,
): Promise<FileProgress | 'closed'> {
  const { file, recordType, reading, parts, closing } = taking;
  const last = chunks.at(-1);
  if (!last) return before;
  let { rowsEmpty } = before;
  const messages = chunks.map((chunk) => messageOf(taking, chunk, (rowsEmpty += chunk.emptyRows)));
  let waitMs = WAIT_MS;
  while (!closing.aborted) {
    const outcome = await parts.intake.messages(messages, { source: file.source, token: file.token });
    if (!('kind' in outcome)) {
      if (waitMs !== WAIT_MS) taking.tell(undefined);
      reading.kept(last.number);
      outcome.forEach((kept) => parts.metrics.countKept(recordType === undefined ? 'lines' : 'records', kept));
      parts.gate.spendLater(
        file.token,
        outcome.reduce((sum, { received }) => sum + received, 0),
      );
      const { rowsRead } = last;
      const rowsRefused = before.rowsRefused + outcome.reduce((sum, kept) => sum + refusedRows(kept), 0);
      const rowsStored = rowsRead - rowsEmpty - rowsRefused;
      return { bytesRead: reading.bytesRead, rowsRead, rowsEmpty, rowsRefused, rowsStored };
    }
    const reason = reasonToWait(outcome);
    if (waitMs === WAIT_MS) parts.log.warn({ file: file.id, reason }, 'file waits');
    taking.tell(reason);
    await pause(waitMs, undefined, { signal: closing }).catch(() => undefined);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
  return 'closed';
}

/** Rows of a wide file may make several lines, of which several may be refused. */
const refusedRows = ({ refused }: Kept): number =>
  new Set(refused.map(({ place }) => `${place?.['sheet'] ?? ''} ${place?.['row'] ?? ''}`)).size;

function messageOf({ file, recordType, reading }: Taking, chunk: ConvertedChunk, rowsEmpty: number): SourceMessage {
  const origin = {
    place: { file: file.id },
    position: { stream: streamOf(file.id), position: chunk.rowsRead, cursor: String(rowsEmpty) },
    refused: chunk.refused.map(refusedInput),
    body: Buffer.from(chunk.body.buffer, chunk.body.byteOffset, chunk.body.byteLength),
    async trace(refused: readonly RefusedInput[]): Promise<readonly RefusedInput[]> {
      const rows = await reading.show(
        chunk.number,
        refused.map(({ line, index }) => (line === undefined ? (index ?? 0) : line - 1)),
      );
      return refused.map((one, at) => tracedTo(one, rows[at]));
    },
  };
  return recordType === undefined
    ? { kind: 'lines', precision: 'ns', ...origin }
    : { kind: 'records', recordType, ...origin };
}

const refusedInput = ({ row, line, sheet, column, raw, reason, found, expected }: RefusedRow): RefusedInput => ({
  raw,
  reason,
  by: 'file mapping',
  place: {
    row,
    ...(line === undefined ? {} : { line }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(column === undefined ? {} : { column }),
  },
  ...(found === undefined ? {} : { found }),
  ...(expected === undefined ? {} : { expected }),
});

/** A line or record that was refused behind the file, as the row of the file that it comes from. */
function tracedTo({ reason, found, expected, by }: RefusedInput, row: ShownRow | undefined): RefusedInput {
  const { raw = '', ...place } = row ?? { row: 0 };
  return {
    raw,
    reason,
    place,
    ...(by === undefined ? {} : { by }),
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  };
}
