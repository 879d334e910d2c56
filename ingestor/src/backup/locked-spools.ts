import { mkdir, readdir } from 'node:fs/promises';
import { takeOrphans } from '../feed/folders.js';
import { listSegments, scanSegment } from '../spool/segment-files.js';
import type { BackupSpool } from './take-backup.js';

/** The spool folders below `root` as nobody uses them, locked until `release`; `busy` where a process has one. */
export async function lockedSpools(
  root: string,
): Promise<
  | { readonly kind: 'busy' }
  | { readonly kind: 'locked'; readonly spools: readonly BackupSpool[]; release(): Promise<void> }
> {
  await mkdir(root, { recursive: true });
  const taken = await takeOrphans(root);
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).length;
  const release = async (): Promise<void> => {
    for (const { lock } of taken) await lock.release();
  };
  if (taken.length < folders) {
    await release();
    return { kind: 'busy' };
  }
  const spools: BackupSpool[] = [];
  for (const { name, dir } of taken) {
    const segments = await listSegments(dir);
    const last = segments.at(-1);
    spools.push({
      name,
      segments,
      durable: last === undefined ? 0 : (await scanSegment(last)).last,
      hold: () => Promise.resolve(() => undefined),
    });
  }
  return { kind: 'locked', spools, release };
}
