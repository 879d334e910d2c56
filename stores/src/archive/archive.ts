import type { Readable } from 'node:stream';

/** The raw archive: what came in, as it came, so that anything can be read again. Kept compressed, with the hash of the original bytes. */
export interface RawArchive {
  /**
   * Keeps an uploaded or pulled file with its bytes and name. The same bytes under the same name, source and day are kept once; other bytes
   * get a name of their own (`orders.csv`, `orders~2.csv`).
   */
  putFile(source: string, name: string, content: Readable | Buffer, atMs: number): Promise<ArchivedFile>;
  /** Keeps a sealed spool segment, read from `file`; again for the same segment is harmless. Resolves when it is on disk for good. */
  putSegment(ingestor: string, segment: number, file: string, index: SegmentIndex): Promise<ArchivedFile>;
  /** What is kept, oldest first. */
  list(filter?: ArchiveFilter): Promise<readonly ArchivedFile[]>;
  /** The original bytes; the stream fails at its end if they are not what was kept. */
  open(path: string): Promise<Readable>;
}

/** What a segment holds, by source, to find records without reading it. Times in ms. */
export interface SegmentIndex {
  readonly firstReceivedAtMs: number;
  readonly lastReceivedAtMs: number;
  readonly sources: Readonly<
    Record<string, { readonly records: number; readonly firstSequence: number; readonly lastSequence: number }>
  >;
}

export interface ArchivedFile {
  readonly kind: 'file' | 'segment';
  /** Where it lies in the archive; hand it to `open`. */
  readonly path: string;
  /** Of a file: who sent it; of a segment: the ingestor. */
  readonly source: string;
  readonly name: string;
  /** Of a segment: when its first record was received. */
  readonly atMs: number;
  /** Size and SHA-256 (hex) of the original bytes. */
  readonly bytes: number;
  readonly sha256: string;
  readonly index?: SegmentIndex | undefined;
}

export interface ArchiveFilter {
  readonly kind?: 'file' | 'segment';
  readonly source?: string;
  /** In. */
  readonly fromMs?: number;
  /** Out. A segment counts where any of its records may lie between the two. */
  readonly toMs?: number;
}
