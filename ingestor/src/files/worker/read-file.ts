import type { FileReading } from './file-reading.js';
import { openNumberedConversion } from './numbered-conversion.js';
import { inPieces, readInWorker } from './read-in-worker.js';
import { readingOf } from './reading-of.js';
import type { WorkerOrder } from './worker-messages.js';

/** Up to this size, in bytes, a file is converted in a few milliseconds: starting a thread for it would take ten times as long. */
const SMALL_BYTES = 262_144;

/** Starts to convert a file of this size: a small one here, any other, and any workbook, in a thread of its own. */
export const readFile = (order: WorkerOrder, bytes: AsyncIterable<Buffer>, size: number): FileReading =>
  size <= SMALL_BYTES && order.format !== 'xlsx' ? readHere(order, bytes) : readInWorker(order, bytes);

function readHere(order: WorkerOrder, bytes: AsyncIterable<Buffer>): FileReading {
  const conversion = openNumberedConversion(order);
  const pieces = inPieces(bytes);
  let bytesRead = 0;
  return readingOf({
    async next() {
      const { value, done } = await pieces.next();
      bytesRead += value?.length ?? 0;
      return conversion.take(done === true ? undefined : value);
    },
    kept: (upTo) => conversion.kept(upTo),
    show: (chunk, lines) => Promise.resolve(conversion.show(chunk, lines)),
    bytesRead: () => bytesRead,
    async close() {
      await pieces.return(undefined);
    },
  });
}
