import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CannotStart } from './cannot-start.js';

const LOCK_FILE = 'wellhead.lock';

/** An open data folder; nobody else may use it until `close`. */
export interface DataFolder {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Makes the folder if need be, checks that it can be written and takes its lock. A lock left by a killed process is recognised
 * by its pid and start time (a pid alone may have been given to someone else since) and taken over.
 */
export async function openDataFolder(dir: string): Promise<DataFolder> {
  const full = path.resolve(dir);
  await makeWritable(full);
  const lockFile = path.join(full, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, startedAt: await processStart(process.pid), id: randomUUID() });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = await open(lockFile, 'wx', 0o600);
      await handle.writeFile(own);
      await handle.close();
      return { path: full, close: () => release(lockFile, own) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await livingHolder(lockFile);
      if (holder !== undefined)
        throw new CannotStart(
          `The data folder ${full} is in use by process ${holder}: stop that one, or set WELLHEAD_DATA_DIR to another folder.`,
          { cause: error },
        );
      await rm(lockFile, { force: true });
    }
  }
  throw new CannotStart(`The lock ${lockFile} cannot be taken: another start is under way. Try again in a moment.`);
}

/** The process that has this data folder open; undefined when nobody has. Takes nothing. */
export const dataFolderHolder = (dir: string): Promise<number | undefined> =>
  livingHolder(path.join(path.resolve(dir), LOCK_FILE));

async function makeWritable(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    if (!(await stat(dir)).isDirectory()) throw new Error('not a folder');
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = path.join(dir, `.write-probe-${process.pid}`);
    await (await open(probe, 'w')).close();
    await rm(probe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      `The data folder ${dir} cannot be written (${reason}): mend its rights, or set WELLHEAD_DATA_DIR to a folder that you own.`,
      { cause: error },
    );
  }
}

async function release(lockFile: string, own: string): Promise<void> {
  if ((await readIfThere(lockFile)) === own) await rm(lockFile, { force: true });
}

async function livingHolder(lockFile: string): Promise<number | undefined> {
  const text = await readIfThere(lockFile);
  const found = /"pid":(\d+),"startedAt":"?([^",}]*)/.exec(text ?? '');
  if (found === null) return undefined;
  const pid = Number(found[1]);
  return (await processStart(pid)) === found[2] ? pid : undefined;
}

/** When a process began, as the kernel counts it; `alive` where there is no /proc; undefined when it does not run. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const status = await readIfThere(`/proc/${pid}/stat`);
  // Field 22, counted behind the command's closing bracket, since a command may hold blanks.
  return status === undefined ? 'alive' : status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
