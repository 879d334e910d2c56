import type { Worker } from 'node:worker_threads';
import { startWorker, workerScript } from '@wellhead/stores';
import type { FileFault } from '../convert-file.js';
import type { FileReading } from './file-reading.js';
import { type ConversionAnswer, readingOf } from './reading-of.js';
import type { FromWorker, ToWorker, WorkerOrder } from './worker-messages.js';

/** Bytes that go to the thread in one message. */
const PIECE_BYTES = 262_144;
/** Memory of the thread's objects, in MB: a workbook is held as a whole, everything else in pieces. */
const WORKBOOK_MB = 768;
const STREAM_MB = 128;
const YOUNG_MB = 24;

/** Starts to convert the bytes. Rejects, in `next`, when they cannot be read to their end. */
export function readInWorker(order: WorkerOrder, bytes: AsyncIterable<Buffer>): FileReading {
  const worker = startWorker(workerScript('file-worker', import.meta.url), {
    name: 'file',
    workerData: order,
    resourceLimits: {
      maxOldGenerationSizeMb: order.format === 'xlsx' ? WORKBOOK_MB : STREAM_MB,
      maxYoungGenerationSizeMb: YOUNG_MB,
    },
  });
  const pieces = inPieces(bytes);
  const inbox = openInbox(worker);
  const send = (message: ToWorker, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, [...transfer]);
  let bytesRead = 0;
  let asked: Promise<ConversionAnswer> | undefined;

  async function feed(): Promise<void> {
    const { value, done } = await pieces.next();
    bytesRead += value?.length ?? 0;
    const piece = done === true ? undefined : (value satisfies Buffer);
    send({ kind: 'bytes', bytes: piece }, piece ? [piece.buffer as ArrayBuffer] : []);
  }
  const ask = (): Promise<ConversionAnswer> => feed().then(() => inbox.chunks());

  return readingOf({
    async next() {
      const answer = await outcomeOf(asked ?? ask(), order);
      if (answer.kind !== 'done') {
        asked = ask();
        // It is awaited by the next call; until then its failure is nobody's yet.
        asked.catch(() => undefined);
      }
      return answer;
    },
    kept: (upTo) => send({ kind: 'kept', upTo }),
    async show(chunk, lines) {
      send({ kind: 'show', chunk, lines });
      return (await inbox.shown()).rows;
    },
    bytesRead: () => bytesRead,
    async close() {
      await worker.terminate();
      await pieces.return(undefined);
    },
  });
}

/** A thread that ran out of memory is a fault of the file; any other end of it is ours. */
async function outcomeOf(answer: Promise<ConversionAnswer>, { format }: WorkerOrder): Promise<ConversionAnswer> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    const instead = format === 'xlsx' ? 'save its sheets as CSV' : 'split its rows: some of them are too long';
    const fault: FileFault = { kind: 'file-fault', reason: `the file needs more memory than it may have: ${instead}` };
    return { kind: 'done', chunks: [], head: undefined, fault, rowsRead: 0 };
  }
}

interface Inbox {
  /** The next message of a kind; each kind is asked for in turn. */
  chunks(): Promise<ConversionAnswer>;
  shown(): Promise<Extract<FromWorker, { kind: 'shown' }>>;
}

/**
 * Messages of the thread as promises that its end rejects. No `Promise.race` with one promise of the end: that one would hold every message until
 * the end.
 */
function openInbox(worker: Worker): Inbox {
  const boxes = { chunks: openBox<ConversionAnswer>(), shown: openBox<Extract<FromWorker, { kind: 'shown' }>>() };
  const end = (error: Error): void => {
    boxes.chunks.end(error);
    boxes.shown.end(error);
  };
  worker.once('error', end);
  worker.once('exit', (code) => end(new Error(`the thread of the file ended with ${code}`)));
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'shown') boxes.shown.put(message);
    else boxes.chunks.put(message);
  });
  return { chunks: boxes.chunks.next, shown: boxes.shown.next };
}

function openBox<T>() {
  const arrived: T[] = [];
  const waiting: { resolve: (message: T) => void; reject: (error: Error) => void }[] = [];
  let ended: Error | undefined;
  return {
    put(message: T): void {
      const first = waiting.shift();
      if (first) first.resolve(message);
      else arrived.push(message);
    },
    next(): Promise<T> {
      const message = arrived.shift();
      if (message !== undefined) return Promise.resolve(message);
      return ended ? Promise.reject(ended) : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    end(error: Error): void {
      ended ??= error;
      for (const { reject } of waiting.splice(0)) reject(ended);
    },
  };
}

/** Bytes in pieces of a good size, each with memory of its own, so that it can be handed to another thread. */
export async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    size += chunk.length;
    if (size < PIECE_BYTES) continue;
    yield copyOf(held, size);
    held = [];
    size = 0;
  }
  if (size > 0) yield copyOf(held, size);
  return undefined;
}

function copyOf(chunks: readonly Buffer[], size: number): Buffer {
  const copy = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(copy, at);
  return copy;
}
