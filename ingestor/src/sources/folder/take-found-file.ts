import { Readable } from 'node:stream';
import { isSettled } from '../../files/file-desk.js';
import { followFile, handIn } from '../../files/hand-in.js';
import type { SourceContext } from '../source.js';
import { type FoundFile, readFound } from './find-files.js';
import { DONE, REFUSED, setAside } from './set-aside.js';

/**
 * Hands one file in, waits until all its rows are in the stores or in quarantine, and sets it aside. Begun again after a crash it goes on where it was.
 * Throws while it cannot be handed in: then it stays where it is.
 */
export async function takeFoundFile(
  found: FoundFile,
  { name: source, files }: Pick<SourceContext, 'name' | 'files'>,
  tell: (hindrance: string | undefined) => void,
  closing: AbortSignal,
): Promise<void> {
  if (found.bytes > files.maxBytes) {
    const reason = `The file has ${found.bytes} bytes, expected at most ${files.maxBytes}: split it.`;
    return setAside(found, REFUSED, reasonOf(reason));
  }
  const usable = await files.mapping(found.mapping);
  const open = (): Readable => Readable.from(readFound(found, closing), { objectMode: false });
  const handed = await handIn(files, { name: found.name, source, usable, open });
  if (!handed) return setAside(found, REFUSED, reasonOf('The file is empty, expected rows.'));
  const file = await followFile(files, handed, tell, closing);
  if (!file) throw new Error('its row in ops.files is gone: it is handed in again');
  if (!isSettled(file)) return;
  if (file.state === 'failed') return setAside(found, REFUSED, reasonOf(file.error ?? 'It failed.'));
  if (file.rowsRefused === 0) return setAside(found, DONE);
  const { name, bytes } = files.badRows(file);
  return setAside(found, REFUSED, { ending: name.slice(name.lastIndexOf('-bad-rows.')), bytes });
}

const reasonOf = (reason: string) => ({ ending: '-reason.txt', bytes: [Buffer.from(`${reason}\n`)] });
