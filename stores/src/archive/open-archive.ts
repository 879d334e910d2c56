import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { filePath, segmentPath } from './archive-paths.js';
import type { ArchivedFile, RawArchive } from './archive.js';
import { checked, openLabels } from './labels.js';
import type { ObjectPlace } from './objects.js';

/**
 * The raw archive over a place for its bytes. Bytes are compressed into a draft and kept under their path; a label follows, and only what has
 * one counts. Gzip, because Node 20 has no zstd.
 */
export function openArchive(place: ObjectPlace): RawArchive {
  const labels = openLabels(place);
  /** One file at a time under each name: of two with the same name and other bytes each gets a path of its own. */
  const placing = new Map<string, Promise<unknown>>();

  async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (placing.get(name) ?? Promise.resolve()).then(work, work);
    placing.set(name, mine);
    try {
      return await mine;
    } finally {
      if (placing.get(name) === mine) placing.delete(name);
    }
  }

  async function put(
    content: Readable,
    pathOf: (copy: number) => string,
    label: Omit<ArchivedFile, 'path' | 'bytes' | 'sha256'>,
  ): Promise<ArchivedFile> {
    const draft = join(place.draftsDir, `${randomUUID()}.part`);
    await mkdir(place.draftsDir, { recursive: true });
    try {
      const { bytes, sha256 } = await compressTo(draft, content);
      return await inTurn(pathOf(1), async () => {
        for (let copy = 1; ; copy += 1) {
          const path = pathOf(copy);
          const known = await labels.read(path);
          if (known?.sha256 === sha256) return known;
          if (known) continue;
          const file: ArchivedFile = { ...label, path, bytes, sha256 };
          await place.keep(draft, path);
          await labels.write(file);
          return file;
        }
      });
    } finally {
      await rm(draft, { force: true });
    }
  }

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
      const copy = (number: number): string => (number === 1 ? path : path.replace(/\.gz$/, `~${number}.gz`));
      return (
        (await labels.read(path)) ??
        put(createReadStream(file), copy, {
          kind: 'segment',
          source: ingestor,
          name: String(segment),
          atMs: index.firstReceivedAtMs,
          index,
        })
      );
    },

    list: async ({ kind, source, fromMs = -Infinity, toMs = Infinity } = {}) =>
      (await labels.all())
        .filter((one) => (kind ?? one.kind) === one.kind && (source ?? one.source) === one.source)
        .filter((one) => one.atMs < toMs && (one.index?.lastReceivedAtMs ?? one.atMs) >= fromMs)
        .sort((a, b) => a.atMs - b.atMs || (a.path < b.path ? -1 : 1)),

    open: async (path) => {
      const label = await labels.read(path);
      if (!label) throw new Error(`The archive holds nothing at ${path}: list it to see what it holds.`);
      const original = checked(label);
      pipeline(await place.open(path), createGunzip(), original).catch((cause: Error) => original.destroy(cause));
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
