import { rm } from 'node:fs/promises';
import path from 'node:path';
import { keep, readKept } from './files.js';
import { isAlive, startMark } from './postmaster.js';

const openHere = new Set<string>();

/**
 * Takes the data folder for this process; returns the release. Throws one sentence when a living process has it. A folder whose owner
 * was killed is free: the mark of its start tells it from another program that was given the same process id.
 */
export async function takeOwnership(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'owner');
  const [pidText = '', mark = ''] = (await readKept(file))?.split(' ') ?? [];
  const pid = Number(pidText);
  const other = pid > 0 && pid !== process.pid && isAlive(pid) && startMark(pid) === mark;
  if (other || openHere.has(dataDir))
    throw new Error(
      `The data folder ${dataDir} is in use by process ${pid}: stop that one first, or choose another data folder.`,
    );
  openHere.add(dataDir);
  await keep(file, `${process.pid} ${startMark(process.pid)}`);
  return async () => {
    openHere.delete(dataDir);
    await rm(file, { force: true });
  };
}
