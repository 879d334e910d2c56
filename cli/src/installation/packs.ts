import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pack } from '@wellhead/contracts';
import { loadPack } from '@wellhead/stores';
import { CommandFailure, reasonOf } from '../failure.js';
import type { Settings } from '../settings.js';

/** In a clone three folders up from here; in an image beside the bundle. */
const FOLDERS = ['../../../packs', '../packs'].map((below) => fileURLToPath(new URL(below, import.meta.url)));

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

async function packsFolder(settings: Settings): Promise<string | undefined> {
  if (settings.WELLHEAD_PACKS_DIR !== undefined) return settings.WELLHEAD_PACKS_DIR;
  for (const folder of FOLDERS) if (await isThere(folder)) return folder;
  return undefined;
}

/** The packs of this installation; none where this image carries none. */
export async function loadPacks(settings: Settings): Promise<readonly Pack[]> {
  const folder = await packsFolder(settings);
  if (folder === undefined) return [];
  const named = settings.WELLHEAD_PACKS?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const names = named ?? (await readdir(folder)).sort();
  const packs: Pack[] = [];
  for (const name of names) {
    const dir = path.join(folder, name);
    if (named === undefined && !(await isThere(path.join(dir, 'pack.yaml')))) continue;
    packs.push(
      await loadPack(dir).catch((error: unknown) => {
        throw new CommandFailure(reasonOf(error));
      }),
    );
  }
  return packs;
}
