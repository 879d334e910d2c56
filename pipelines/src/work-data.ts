import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { MS_PER_DAY, MS_PER_HOUR } from '@wellhead/contracts';
import type { StepContext } from './step-context.js';

/** Intermediate files are kept this long; all of them can be made again from the raw archive. */
const WORK_DATA_DAYS = 7;

type Place = Pick<StepContext, 'workDir' | 'flow'>;
/** `<work data>/<flow>/<step>/<day>`, one folder for what one step makes of one day. */
export const workFolder = ({ workDir, flow }: Place, step: string, day: string): string =>
  path.join(workDir, safePart(flow), safePart(step), day);
const safePart = (name: string): string => encodeURIComponent(name).replace(/^\.+/, '_');

/** Where the original bytes of a raw file lie while they are being transformed. */
export const rawCopy = (place: Place, step: string, day: string, sha256: string): string =>
  path.join(workFolder(place, step, day), `${sha256}.raw`);

/** Removes folders of days that nothing was written into for seven days; how many. */
export async function emptyWorkData(workDir: string, nowMs: number): Promise<number> {
  let removed = 0;
  for (const flow of await foldersIn(workDir))
    for (const step of await foldersIn(flow))
      for (const day of await foldersIn(step)) {
        if (nowMs - (await stat(day)).mtimeMs < WORK_DATA_DAYS * MS_PER_DAY) continue;
        await rm(day, { recursive: true, force: true });
        removed += 1;
      }
  return removed;
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(dir, name));
}

/** Empties the work data now and each hour. */
export function keepWorkDataEmpty(
  workDir: string,
  clock: () => number,
  onFailure: (error: unknown) => void,
): { close(): void } {
  const look = (): void => void emptyWorkData(workDir, clock()).catch(onFailure);
  look();
  const timer = setInterval(look, MS_PER_HOUR);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
