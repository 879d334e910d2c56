import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { RawArchive } from './archive.js';
import { openArchive } from './open-archive.js';

/** The raw archive in a folder: drafts are renamed into their place, and the folder is synced behind the label. */
export function openFolderArchive(dir: string): RawArchive {
  const root = resolve(dir);
  const placeOf = (path: string): string => {
    const place = resolve(root, path);
    if (!place.startsWith(root + sep)) throw new Error(`The path ${path} leads out of the archive.`);
    return place;
  };
  return openArchive({
    draftsDir: join(root, 'work-data'),
    async keep(draft, path) {
      await mkdir(dirname(placeOf(path)), { recursive: true });
      await rename(draft, placeOf(path));
    },
    async keepText(path, text) {
      const file = placeOf(path);
      await writeFile(`${file}.part`, text, { flush: true });
      await rename(`${file}.part`, file);
      // Last, so that the bytes renamed before it are there for good too.
      await syncFolder(dirname(file));
    },
    readText: (path) => orNothing(readFile(placeOf(path), 'utf8'), undefined),
    open: (path) => Promise.resolve(createReadStream(placeOf(path))),
    async list(prefix) {
      const names = await orNothing(readdir(placeOf(prefix), { recursive: true }), []);
      return names.map((name) => join(prefix, name));
    },
  });
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `nothing` where there is no such file or folder. */
async function orNothing<T, N>(reading: Promise<T>, nothing: N): Promise<T | N> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return nothing;
    throw cause;
  }
}
