import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { filePath, segmentPath } from './archive-paths.js';
import type { ArchivedFile, RawArchive } from './archive.js';

const labelSchema = z.object({
  kind: z.enum(['file', 'segment']),
  path: z.string(),
  source: z.string(),
  name: z.string(),
  atMs: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  index: z
    .object({
      firstReceivedAtMs: z.number(),
      lastReceivedAtMs: z.number(),
      sources: z.record(
        z.string(),
        z.object({ records: z.number(), firstSequence: z.number(), lastSequence: z.number() }),
      ),
    })
    .optional(),
});

/**
 * The raw archive in a folder. Bytes are written beside their place, made durable and renamed into it; a label (`<path>.json`) follows, and only
 * what has one counts. Gzip, because Node 20 has no zstd.
 */
export function openFolderArchive(dir: string): RawArchive {
  const root = resolve(dir);
  const placeOf = (path: string): string => {
    const place = resolve(root, path);
    if (!place.startsWith(root + sep)) throw new Error(`The path ${path} leads out of the archive.`);
    return place;
  };

  const put = async (
    content: Readable,
    pathOf: (copy: number) => string,
    label: Omit<ArchivedFile, 'path' | 'bytes' | 'sha256'>,
  ): Promise<ArchivedFile> => {
    const draft = placeOf(join(dirname(pathOf(1)), `.${randomUUID()}.part`));
    await mkdir(dirname(draft), { recursive: true });
    try {
      const { bytes, sha256 } = await compressTo(draft, content);
      for (let copy = 1; ; copy += 1) {
        const path = pathOf(copy);
        const known = await readLabel(`${placeOf(path)}.json`);
        if (known?.sha256 === sha256) return known;
        if (known) continue;
        const file: ArchivedFile = { ...label, path, bytes, sha256 };
        await rename(draft, placeOf(path));
        await writeDurably(`${placeOf(path)}.json`, `${JSON.stringify(file, undefined, 2)}\n`);
        return file;
      }
    } finally {
      await rm(draft, { force: true });
    }
  };

  return {
    putFile: (source, name, content, atMs) =>
      put(Buffer.isBuffer(content) ? Readable.from([content]) : content, (copy) => filePath(source, name, atMs, copy), {
        kind: 'file',
        source,
        name,
        atMs,
      }),

    putSegment: async (ingestor, segment, file, index) => {
      const path = segmentPath(ingestor, segment, index.firstReceivedAtMs);
      const known = await readLabel(`${placeOf(path)}.json`);
      const copy = (number: number): string => (number === 1 ? path : path.replace(/\.gz$/, `~${number}.gz`));
      return (
        known ??
        put(createReadStream(file), copy, {
          kind: 'segment',
          source: ingestor,
          name: String(segment),
          atMs: index.firstReceivedAtMs,
          index,
        })
      );
    },

    list: async ({ kind, source, fromMs = -Infinity, toMs = Infinity } = {}) => {
      const names = await readdir(join(root, 'raw-data'), { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return [];
        throw cause;
      });
      const labels = await Promise.all(
        names.filter((name) => name.endsWith('.gz.json')).map((name) => readLabel(join(root, 'raw-data', name))),
      );
      return labels
        .filter((one) => one !== undefined)
        .filter((one) => (kind ?? one.kind) === one.kind && (source ?? one.source) === one.source)
        .filter((one) => one.atMs < toMs && (one.index?.lastReceivedAtMs ?? one.atMs) >= fromMs)
        .sort((a, b) => a.atMs - b.atMs || (a.path < b.path ? -1 : 1));
    },

    open: async (path) => {
      const label = await readLabel(`${placeOf(path)}.json`);
      if (!label) throw new Error(`The archive holds nothing at ${path}: list it to see what it holds.`);
      const original = checked(label);
      pipeline(createReadStream(placeOf(path)), createGunzip(), original).catch((cause: Error) =>
        original.destroy(cause),
      );
      return original;
    },
  };
}

async function compressTo(file: string, content: Readable): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, measure, createGzip({ level: 4 }), createWriteStream(file, { flush: true }));
  return { bytes, sha256: hash.digest('hex') };
}

/** Written beside, synced and renamed; the folder is synced last, so that the bytes renamed before it are there for good too. */
async function writeDurably(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { flush: true });
  await rename(`${file}.part`, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readLabel(file: string): Promise<ArchivedFile | undefined> {
  try {
    return labelSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new Error(`The label ${file} of the archive cannot be read: restore it, or remove it and its file.`, {
      cause,
    });
  }
}

/** Passes bytes on and fails at their end when they are not those of the label. */
function checked({ path, sha256 }: ArchivedFile): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) =>
      done(hash.digest('hex') === sha256 ? null : new Error(`The archived file ${path} is damaged: its hash differs.`)),
  });
}
