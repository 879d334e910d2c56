import type { ConversionOrder, FileFault, FileHead } from '../convert-file.js';
import type { RefusedRow } from '../domain/chunks.js';

/** What the thread that converts a file is told. */
export type ToWorker =
  /** The next bytes of the file; none: it is at its end. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array | undefined }
  /** Chunks up to this number are kept: their rows may be forgotten. */
  | { readonly kind: 'kept'; readonly upTo: number }
  /** Asks for the rows that these lines (0-based) of a chunk come from. */
  | { readonly kind: 'show'; readonly chunk: number; readonly lines: readonly number[] };

/** What it tells. Each batch of chunks asks for the next bytes. */
export type FromWorker =
  | { readonly kind: 'chunks'; readonly chunks: readonly ConvertedChunk[]; readonly head: FileHead | undefined }
  | {
      readonly kind: 'done';
      readonly chunks: readonly ConvertedChunk[];
      readonly head: FileHead | undefined;
      readonly fault: FileFault | undefined;
      readonly rowsRead: number;
    }
  | { readonly kind: 'shown'; readonly rows: readonly ShownRow[] };

export interface ConvertedChunk {
  /** Numbered from 0 in the order of the file. */
  readonly number: number;
  readonly body: Uint8Array;
  readonly rowsRead: number;
  readonly rows: number;
  readonly emptyRows: number;
  readonly refused: readonly RefusedRow[];
}

/** Where a line comes from. */
export interface ShownRow {
  readonly row: number;
  readonly line?: number;
  readonly sheet?: string;
  readonly raw: string;
}

export type WorkerOrder = ConversionOrder;
