import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackupManifest, BackupWriter, RawArchive } from '@wellhead/stores';

/** The list of the raw archive; with `included`, its files by their numbers in that list, as they were before they were compressed. */
export async function addArchive(
  writer: BackupWriter,
  archive: Pick<RawArchive, 'list' | 'open'>,
  included: boolean,
  work: string,
): Promise<BackupManifest['archive']> {
  const files = await archive.list();
  await writer.addText('archive/list.json', `${JSON.stringify(files, undefined, 2)}\n`);
  if (included) {
    const copy = path.join(work, 'archived');
    for (const [number, file] of files.entries()) {
      await pipeline(await archive.open(file.path), createWriteStream(copy));
      await writer.addFile(archiveEntry(number), copy);
      await rm(copy);
    }
  }
  return { included, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

const archiveEntry = (number: number): string => `archive/${number}`;
