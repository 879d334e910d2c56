import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type FolderLock, lockFolder } from '../spool/lock.js';

/** A spool folder that is ours: its name is the name of the ingestor in stores and ledger. */
export interface OwnFolder {
  readonly name: string;
  readonly dir: string;
  readonly lock: FolderLock;
}

/** Takes the first folder that nobody holds, or makes one: a restarted ingestor goes on where it was. */
export async function takeFolder(root: string): Promise<OwnFolder> {
  await mkdir(root, { recursive: true });
  const [first] = await takeOrphans(root, 1);
  if (first) return first;
  const name = `i${randomBytes(4).toString('hex')}`;
  const dir = path.join(root, name);
  await mkdir(dir);
  const lock = await lockFolder(dir);
  if (!lock) throw new Error(`the new spool folder ${dir} is locked already`);
  return { name, dir, lock };
}

/** Locks folders that nobody holds: their ingestor is gone, what they hold is acknowledged and must be delivered. */
export async function takeOrphans(root: string, limit = Number.POSITIVE_INFINITY): Promise<OwnFolder[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const taken: OwnFolder[] = [];
  for (const name of entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
    if (taken.length >= limit) break;
    const dir = path.join(root, name);
    const lock = await lockFolder(dir);
    if (lock) taken.push({ name, dir, lock });
  }
  return taken;
}
