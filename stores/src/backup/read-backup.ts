import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { createHash } from 'node:crypto';
import { type BackupEntry, type BackupManifest, MANIFEST, manifestSchema } from './manifest.js';
import { BLOCK_BYTES, paddingOf, readHeader, readPax } from './tar-headers.js';

/** One entry as it is read; its bytes must be taken before the next one is asked for, or are passed over. */
export interface ReadEntry {
  readonly path: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Buffer>;
}

/** The entries of a backup, in a tar file or a folder. Throws one sentence where it is neither. */
export async function* readBackup(place: string): AsyncGenerator<ReadEntry> {
  const there = await stat(place).catch(() => undefined);
  if (there === undefined) throw new Error(`There is no backup at ${place}.`);
  if (there.isDirectory()) yield* readFolder(place);
  else yield* readTar(createReadStream(place, { highWaterMark: 1024 * 1024 }), place);
}

async function* readFolder(folder: string): AsyncGenerator<ReadEntry> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of names.sort()) {
    const path = file
      .slice(folder.length)
      .split(sep)
      .filter((part) => part !== '')
      .join('/');
    yield { path, bytes: (await stat(file)).size, content: createReadStream(file) };
  }
}

/** Reads a tar stream entry by entry. */
export async function* readTar(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<ReadEntry> {
  const bytes = openBytes(source, name);
  let pax: ReturnType<typeof readPax> = {};
  for (;;) {
    const header = readHeader(await bytes.take(BLOCK_BYTES));
    switch (header.kind) {
      case 'end':
        return;
      case 'damaged':
        throw new Error(`${name} is damaged, or no backup: a tar header does not add up.`);
      case 'pax':
        pax = readPax(await bytes.take(header.bytes));
        await bytes.take(paddingOf(header.bytes));
        break;
      case 'other':
        await bytes.skip(header.bytes + paddingOf(header.bytes));
        break;
      case 'file': {
        const { path = header.path, bytes: size = header.bytes } = pax;
        pax = {};
        const content = bytes.stream(size);
        yield { path, bytes: size, content };
        for await (const rest of content) void rest;
        await bytes.take(paddingOf(size));
        break;
      }
      default:
        return header satisfies never;
    }
  }
}

/** Takes exact amounts from a stream of chunks. */
function openBytes(source: AsyncIterable<Buffer>, name: string) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<void> => {
    const next = await chunks.next();
    if (next.done === true) throw new Error(`${name} breaks off: the backup is not whole.`);
    held = next.value;
  };
  async function* stream(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      if (held.length === 0) await more();
      const part = held.subarray(0, left);
      held = held.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
  return {
    stream,
    async take(count: number): Promise<Buffer> {
      const parts: Buffer[] = [];
      for await (const part of stream(count)) parts.push(part);
      return Buffer.concat(parts);
    },
    async skip(count: number): Promise<void> {
      for await (const part of stream(count)) void part;
    },
  };
}

/**
 * Reads a backup to its end and compares every entry with the manifest: size and SHA-256. Returns the manifest; throws one sentence that
 * names the entry which is missing, too much or not what was written.
 */
export async function verifyBackup(place: string): Promise<BackupManifest> {
  const found = new Map<string, BackupEntry>();
  let text: string | undefined;
  for await (const { path, content } of readBackup(place)) {
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      if (path === MANIFEST) kept.push(chunk);
    }
    if (path === MANIFEST) text = Buffer.concat(kept).toString('utf8');
    else found.set(path, { path, bytes, sha256: hash.digest('hex') });
  }
  if (text === undefined) throw new Error(`${place} has no ${MANIFEST}: it is no backup, or one that was broken off.`);
  const manifest = readManifest(text, place);
  for (const wanted of manifest.entries) {
    const one = found.get(wanted.path);
    if (one === undefined)
      throw new Error(`${place} lacks ${wanted.path}, which its manifest names: use another backup.`);
    if (one.bytes !== wanted.bytes || one.sha256 !== wanted.sha256)
      throw new Error(
        `${wanted.path} in ${place} is damaged: found ${one.bytes} bytes with SHA-256 ${one.sha256.slice(0, 12)}…, expected ${wanted.bytes} with ${wanted.sha256.slice(0, 12)}…. Use another backup.`,
      );
    found.delete(wanted.path);
  }
  const [extra] = found.keys();
  if (extra !== undefined) throw new Error(`${place} holds ${extra}, which its manifest does not name: remove it.`);
  return manifest;
}

function readManifest(text: string, place: string): BackupManifest {
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `The manifest of ${place} cannot be read (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}): it was made by another version of Wellhead.`,
  );
}
