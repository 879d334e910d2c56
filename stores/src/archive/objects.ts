import type { Readable } from 'node:stream';

/** Where the archive keeps its bytes: paths with `/` between their parts, each written once and then only read. */
export interface ObjectPlace {
  /** Folder on this machine in which bytes are compressed before they are kept. */
  readonly draftsDir: string;
  /** Keeps the bytes of a draft; resolves when they are there for good. The draft may be gone afterwards. */
  keep(draft: string, path: string): Promise<void>;
  keepText(path: string, text: string): Promise<void>;
  /** Undefined when there is nothing. */
  readText(path: string): Promise<string | undefined>;
  open(path: string): Promise<Readable>;
  /** Paths below a prefix, in no order. */
  list(prefix: string): Promise<readonly string[]>;
}
