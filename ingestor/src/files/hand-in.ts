import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FileJob } from '@wellhead/stores';
import { type FileDesk, isSettled, type UsableMapping } from './file-desk.js';
import { openArriving } from './receive-file.js';

/** How long one look at a file that is being taken in waits for its end, in ms. */
const LOOK_MS = 1_000;

/** A file that a source has found, and can open again. */
export interface FileToHandIn {
  readonly name: string;
  readonly source: string;
  readonly usable: UsableMapping;
  readonly open: () => Readable;
}

/** Hands a file in, unless it was before: then a crash came between. Undefined if there is nothing in it. Throws a ProblemError where it cannot. */
export async function handIn(
  desk: FileDesk,
  { name, source, usable, open }: FileToHandIn,
): Promise<FileJob | undefined> {
  const hash = createHash('sha256');
  for await (const piece of open()) hash.update(piece as Buffer);
  const before = await desk.find(hash.digest('hex'), usable);
  if (before) return before;
  const file = await openArriving(open());
  return file && (await desk.accept({ name, source, token: 'source', usable, file })).file;
}

/** Waits until a file is done or failed, or until `closing`; tells meanwhile why it waits. Undefined if somebody has removed its row. */
export async function followFile(
  desk: FileDesk,
  handed: FileJob,
  tell: (hindrance: string | undefined) => void,
  closing: AbortSignal,
): Promise<FileJob | undefined> {
  let file: FileJob | undefined = handed;
  while (file && !isSettled(file) && !closing.aborted) {
    tell(desk.hindranceOf(file.id));
    file = await desk.look(file.id, LOOK_MS);
  }
  return file;
}
