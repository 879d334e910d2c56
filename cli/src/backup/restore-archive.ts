import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type ArchivedFile, archivedFileSchema, type RawArchive, readBackup } from '@wellhead/stores';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';

/** The list of archived files in a backup; the number of a file is its place in it. */
export async function readArchiveList(backup: string): Promise<readonly ArchivedFile[]> {
  for await (const { path, content } of readBackup(backup))
    if (path === 'archive/list.json') return z.array(archivedFileSchema).parse(JSON.parse(await text(content)));
  return [];
}

/** Puts a file back where it was; throws when the archive gives it another place. */
export async function restoreArchived(archive: RawArchive, file: ArchivedFile, copy: string): Promise<void> {
  const kept =
    file.kind === 'segment' && file.index !== undefined
      ? await archive.putSegment(file.source, Number(file.name), copy, file.index)
      : await archive.putFile(file.source, file.name, createReadStream(copy), file.atMs);
  if (kept.path !== file.path || kept.sha256 !== file.sha256)
    throw new CommandFailure(`${file.path} of the raw archive came back as ${kept.path}: the archive was not empty.`);
}
