import type { FileReading } from './file-reading.js';
import type { FromWorker } from './worker-messages.js';

export type ConversionAnswer = Exclude<FromWorker, { kind: 'shown' }>;

/** A reading out of answers that come one after the other, wherever they are made: it remembers what they told of the file. */
export function readingOf(parts: {
  /** Asks for the answer to the next bytes. Not called again behind the last one. */
  readonly next: () => Promise<ConversionAnswer>;
  readonly kept: FileReading['kept'];
  readonly show: FileReading['show'];
  readonly bytesRead: () => number;
  readonly close: () => Promise<void>;
}): FileReading {
  let end: Extract<ConversionAnswer, { kind: 'done' }> | undefined;
  let head: FileReading['head'];
  return {
    async next() {
      if (end) return undefined;
      const answer = await parts.next();
      head = answer.head ?? head;
      if (answer.kind === 'done') end = answer;
      return answer.chunks;
    },
    kept: parts.kept,
    show: parts.show,
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
      return parts.bytesRead();
    },
    close: parts.close,
  };
}
