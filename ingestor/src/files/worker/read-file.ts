import type { FileReading } from './file-reading.js';
import { openNumberedConversion } from './numbered-conversion.js';
import { inPieces, readInWorker } from './read-in-worker.js';
import type { FromWorker, WorkerOrder } from './worker-messages.js';

/** Up to this size, in bytes, a file is converted in a few milliseconds: starting a thread for it would take ten times as long. */
const SMALL_BYTES = 262_144;

/** Starts to convert a file of this size: a small one here, any other, and any workbook, in a thread of its own. */
export const readFile = (order: WorkerOrder, bytes: AsyncIterable<Buffer>, size: number): FileReading =>
  size <= SMALL_BYTES && order.format !== 'xlsx' ? readHere(order, bytes) : readInWorker(order, bytes);

function readHere(order: WorkerOrder, bytes: AsyncIterable<Buffer>): FileReading {
  const conversion = openNumberedConversion(order);
  const pieces = inPieces(bytes);
  let end: Extract<FromWorker, { kind: 'done' }> | undefined;
  let head: FileReading['head'];
  let bytesRead = 0;
  return {
    async next() {
      if (end) return undefined;
      const { value, done } = await pieces.next();
      bytesRead += value?.length ?? 0;
      const message = await conversion.take(done === true ? undefined : value);
      head = message.head ?? head;
      if (message.kind === 'done') end = message;
      return message.chunks;
    },
    kept: (upTo) => conversion.kept(upTo),
    show: (chunk, lines) => Promise.resolve(conversion.show(chunk, lines)),
    get head() {
      return head;
    },
    get fault() {
      return end?.fault;
    },
    get rowsRead() {
      return end?.rowsRead ?? 0;
    },
    get bytesRead() {
      return bytesRead;
    },
    async close() {
      await pieces.return(undefined);
    },
  };
}
