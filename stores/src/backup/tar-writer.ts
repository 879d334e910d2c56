import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { BLOCK_BYTES, headerOf, paddingOf } from './tar-headers.js';
import type { BackupEntry } from './manifest.js';

/** Writes the entries of a backup one behind the other; each is told with its size and hash. */
export interface BackupWriter {
  /** The first `bytes` bytes of a file, all of it when not given; throws if it has fewer. */
  addFile(path: string, file: string, bytes?: number): Promise<void>;
  addText(path: string, text: string): Promise<void>;
  /** What was written so far. */
  readonly entries: readonly BackupEntry[];
  /** Ends the tar; the stream is the caller's to end. */
  end(): Promise<void>;
}

export function openTarWriter(target: Writable, clock: () => number): BackupWriter {
  const entries: BackupEntry[] = [];
  const write = async (bytes: Buffer): Promise<void> => {
    if (target.destroyed) throw new Error('whoever takes the backup has gone away');
    if (!target.write(bytes)) await Promise.race([once(target, 'drain'), gone(target)]);
  };
  const add = async (path: string, bytes: number, content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> => {
    const hash = createHash('sha256');
    let written = 0;
    await write(headerOf(path, bytes, clock()));
    for await (const chunk of content) {
      hash.update(chunk);
      written += chunk.length;
      await write(chunk);
    }
    if (written !== bytes)
      throw new Error(`${path} has ${written} bytes, ${bytes} were announced: it changed meanwhile`);
    await write(Buffer.alloc(paddingOf(bytes)));
    entries.push({ path, bytes, sha256: hash.digest('hex') });
  };
  return {
    entries,
    async addFile(path, file, bytes) {
      const size = bytes ?? (await stat(file)).size;
      await add(path, size, size === 0 ? [] : createReadStream(file, { end: size - 1 }));
    },
    addText: async (path, text) => {
      const bytes = Buffer.from(text);
      await add(path, bytes.length, [bytes]);
    },
    end: () => write(Buffer.alloc(2 * BLOCK_BYTES)),
  };
}

/** Rejects when the stream closes: a drain will never come. */
const gone = (target: Writable): Promise<never> =>
  new Promise((_, reject) => {
    target.once('close', () => reject(new Error('whoever takes the backup has gone away')));
  });
