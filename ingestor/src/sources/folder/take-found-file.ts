import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileJob } from '@wellhead/stores';
import { isSettled, type UsableMapping } from '../../files/file-desk.js';
import { openArriving } from '../../files/receive-file.js';
import type { SourceContext } from '../source.js';
import { type FoundFile, readFound } from './find-files.js';
import { DONE, REFUSED, setAside } from './set-aside.js';

/** How long one look at a file that is being taken in waits for its end, in ms. */
const LOOK_MS = 1_000;

/**
 * Hands one file in, waits until all its rows are in the stores or in quarantine, and sets it aside. Begun again after a crash it finds by its hash that
 * the file was handed in before. Throws while it cannot be handed in: then it stays where it is.
 */
export async function takeFoundFile(
  found: FoundFile,
  { name: source, files }: Pick<SourceContext, 'name' | 'files'>,
  tell: (hindrance: string | undefined) => void,
  closing: AbortSignal,
): Promise<void> {
  const usable = await files.mapping(found.mapping);
  const handed = await handIn(found, usable, source, files, closing);
  if (!handed) {
    await setAside(found, REFUSED, reasonOf('The file is empty, expected rows.'));
    return;
  }
  let file: FileJob | undefined = handed;
  while (file && !isSettled(file)) {
    tell(files.hindranceOf(file.id));
    file = await files.look(file.id, LOOK_MS);
    if (closing.aborted) return;
  }
  if (!file) throw new Error('its row in ops.files is gone: it is handed in again');
  if (file.state === 'failed') await setAside(found, REFUSED, reasonOf(file.error ?? 'It failed.'));
  else if (file.rowsRefused === 0) await setAside(found, DONE);
  else {
    const { name, bytes } = files.badRows(file);
    await setAside(found, REFUSED, { ending: name.slice(name.lastIndexOf('-bad-rows.')), bytes });
  }
}

const reasonOf = (reason: string) => ({ ending: '-reason.txt', bytes: [Buffer.from(`${reason}\n`)] });

/** Undefined if there is nothing in it. */
async function handIn(
  found: FoundFile,
  usable: UsableMapping,
  source: string,
  files: SourceContext['files'],
  closing: AbortSignal,
): Promise<FileJob | undefined> {
  const hash = createHash('sha256');
  for await (const piece of readFound(found, closing)) hash.update(piece);
  const before = await files.find(hash.digest('hex'), usable);
  if (before) return before;
  const arriving = await openArriving(Readable.from(readFound(found, closing), { objectMode: false }));
  if (!arriving) return undefined;
  return (await files.accept({ name: found.name, source, token: 'source', usable, file: arriving })).file;
}
