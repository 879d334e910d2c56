import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';

const versionSchema = z.object({
  url: z.string(),
  /** As the server writes them; null where it names none. */
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** What the rest of this very version is asked for with (`If-Range`); null where the server gives nothing that could be relied on. */
  validator: z.string().nullable(),
  /** Of the whole file; null where the server does not tell. */
  bytes: z.number().nullable(),
  /** All of it is there. */
  isWhole: z.boolean(),
});
/** Which version of a file a part belongs to. */
export type PartVersion = z.infer<typeof versionSchema>;

/** What is there of a file. */
export interface Part {
  readonly version: PartVersion;
  readonly bytes: number;
}

/** A file that is being had, piece by piece, in a folder of its own; it outlives the process. */
export interface PartFile {
  /** Undefined if there is nothing of this address. */
  read(url: string): Promise<Part | undefined>;
  /** Begins a version anew. */
  begin(version: PartVersion): Promise<void>;
  /** Puts pieces behind what is there; when it rejects, those that came before are there. */
  append(pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Writes down that it is whole, for good. */
  finish(version: PartVersion): Promise<void>;
  open(): Readable;
  remove(): Promise<void>;
}

export function openPartFile(dir: string): PartFile {
  const part = path.join(dir, 'file.part');
  const note = path.join(dir, 'version.json');

  async function write(version: PartVersion): Promise<void> {
    await writeFile(`${note}.new`, JSON.stringify(version), { flush: true });
    await rename(`${note}.new`, note);
  }

  return {
    async read(url) {
      const found = await stat(part).catch(() => undefined);
      const text = await readFile(note, 'utf8').catch(() => undefined);
      if (!found || text === undefined) return undefined;
      const version = versionSchema.parse(JSON.parse(text));
      return version.url === url ? { version, bytes: found.size } : undefined;
    },
    async begin(version) {
      await mkdir(dir, { recursive: true });
      // In this order: bytes never lie under the name of another version.
      await rm(part, { force: true });
      await write(version);
      await writeFile(part, '');
    },
    async append(pieces) {
      const handle = await open(part, 'a');
      try {
        for await (const piece of pieces) await handle.write(piece);
      } finally {
        await handle.close();
      }
    },
    async finish(version) {
      const handle = await open(part, 'r+');
      await handle.sync();
      await handle.close();
      await write(version);
    },
    open: () => createReadStream(part),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
