import { createWriteStream } from 'node:fs';
import { access, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FoundFile, isStill } from './find-files.js';

/** Where files go: below the folder, where it does not look. */
export const DONE = 'done';
export const REFUSED = 'refused';

/** What is written beside a file that is set aside: its bad rows, or why it could not be read. */
export interface Beside {
  /** Behind the name of the file without its ending. */
  readonly ending: string;
  readonly bytes: AsyncIterable<Buffer> | readonly Buffer[];
}

/**
 * Moves a file out of the folder, never over another one (`wells.csv`, `wells~2.csv`), with what belongs beside it written before: done again after a
 * crash it comes out the same. A file that was replaced meanwhile stays.
 */
export async function setAside(file: FoundFile, to: typeof DONE | typeof REFUSED, beside?: Beside): Promise<void> {
  if (!(await isStill(file))) return;
  const folder = path.dirname(file.path);
  await mkdir(path.join(folder, to), { recursive: true });
  const target = await freePath(path.join(folder, to), file.name);
  if (beside) {
    const place = target.replace(/\.[^./]*$/, '') + beside.ending;
    await pipeline(Readable.from(beside.bytes), createWriteStream(`${place}.part`, { flush: true }));
    await rename(`${place}.part`, place);
  }
  await rename(file.path, target);
  // Replaced in the last moment: nobody has read that one.
  if (!(await isStill(file, target))) await rename(target, await freePath(folder, file.name));
}

async function freePath(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let copy = 1; ; copy += 1) {
    const place = path.join(folder, copy === 1 ? name : `${stem}~${copy}${ext}`);
    const isTaken = await access(place).then(
      () => true,
      () => false,
    );
    if (!isTaken) return place;
  }
}
