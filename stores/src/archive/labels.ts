import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { z } from 'zod';
import type { ArchivedFile } from './archive.js';
import type { ObjectPlace } from './objects.js';

/** A label as JSON. */
export const archivedFileSchema = z.object({
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

const ENDING = '.json';
/** Labels read at a time. */
const READ_TOGETHER = 16;

/** What is kept is told by a label beside it (`<path>.json`), written last: only what has one counts. A label never changes. */
export interface Labels {
  read(path: string): Promise<ArchivedFile | undefined>;
  write(file: ArchivedFile): Promise<void>;
  all(): Promise<readonly ArchivedFile[]>;
}

export function openLabels(place: ObjectPlace): Labels {
  const known = new Map<string, ArchivedFile>();

  async function read(path: string): Promise<ArchivedFile | undefined> {
    const held = known.get(path);
    if (held) return held;
    const text = await place.readText(path + ENDING);
    if (text === undefined) return undefined;
    let label: ArchivedFile;
    try {
      label = archivedFileSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new Error(
        `The label ${path}${ENDING} of the archive cannot be read: restore it, or remove it and its file.`,
        { cause },
      );
    }
    known.set(path, label);
    return label;
  }

  return {
    read,
    async write(file) {
      await place.keepText(file.path + ENDING, `${JSON.stringify(file, undefined, 2)}\n`);
      known.set(file.path, file);
    },
    async all() {
      const paths = (await place.list('raw-data/'))
        .filter((path) => path.endsWith(`.gz${ENDING}`))
        .map((path) => path.slice(0, -ENDING.length));
      const labels: (ArchivedFile | undefined)[] = [];
      for (let at = 0; at < paths.length; at += READ_TOGETHER)
        labels.push(...(await Promise.all(paths.slice(at, at + READ_TOGETHER).map(read))));
      return labels.filter((label) => label !== undefined);
    },
  };
}

/** Passes bytes on and fails at their end when they are not those of the label. */
export function checked({ path, sha256 }: ArchivedFile): Transform {
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
