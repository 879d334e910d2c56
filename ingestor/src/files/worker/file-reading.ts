import type { FileFault, FileHead } from '../convert-file.js';
import type { ConvertedChunk, ShownRow } from './worker-messages.js';

/** A file that is being converted. */
export interface FileReading {
  /** The next chunks; undefined behind the last. Of a thread: it converts what follows meanwhile. */
  next(): Promise<readonly ConvertedChunk[] | undefined>;
  /** Chunks up to this number are kept: their rows may be forgotten. */
  kept(upTo: number): void;
  /** Rows that lines (0-based) of a chunk come from. */
  show(chunk: number, lines: readonly number[]): Promise<readonly ShownRow[]>;
  readonly head: FileHead | undefined;
  /** What is wrong with the file as a whole; known behind the last chunk. */
  readonly fault: FileFault | undefined;
  /** Rows of data read up to the end, known behind the last chunk. */
  readonly rowsRead: number;
  /** Bytes that were given to the conversion. */
  readonly bytesRead: number;
  close(): Promise<void>;
}
