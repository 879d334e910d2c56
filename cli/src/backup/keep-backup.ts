import { createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ReadEntry, readTar } from '@wellhead/stores';
import { CommandFailure, wrongUse } from '../failure.js';

/** Ends the command where something lies at the place of a new backup. */
export async function requireFreePlace(target: string): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isDirectory()) throw wrongUse(`${target} is there already: name another file, or remove it.`);
  if (target.endsWith('.tar')) throw wrongUse(`${target} is a folder: name a file, or a folder without .tar.`);
  const [first] = await readdir(target);
  if (first !== undefined)
    throw wrongUse(`${target} is not empty (it holds ${first}): name a folder that is, or a new one.`);
}

export async function keepTar(stream: Readable, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(stream, createWriteStream(file, { mode: 0o600, flush: true }));
}

/** Each entry as a file of its own. */
export async function unpackTar(stream: Readable, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for await (const entry of readTar(stream, 'the answer of the service')) await writeEntry(entry, folder, entry.path);
}

/** Writes an entry below a folder; refuses a path that leads out of it. */
export async function writeEntry(entry: ReadEntry, folder: string, below: string): Promise<void> {
  const file = path.resolve(folder, below);
  if (!file.startsWith(path.resolve(folder) + path.sep))
    throw new CommandFailure(`The backup holds ${entry.path}, which leads out of its folder: do not trust it.`);
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(Readable.from(entry.content), createWriteStream(file, { mode: 0o600, flush: true }));
}
