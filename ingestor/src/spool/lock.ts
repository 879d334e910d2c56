import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/**
 * A folder belongs to the process whose lock file lies in it. Node has no flock, so the file says who: on the same host the owner
 * is asked for by pid and start time (a pid comes again, also in a restarted container); on another host (a shared volume) the file's
 * age tells, since an owner touches it every few seconds.
 */
export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly startedTicks: string;
  readonly boot: string;
  readonly host: string;
  readonly nonce: string;
}

const FILE = 'lock';
const TOUCH_MS = 5_000;
const STALE_MS = 30_000;

/** Locks a folder; undefined if a living process has it. */
export async function lockFolder(dir: string, clock: () => number = Date.now): Promise<FolderLock | undefined> {
  const file = path.join(dir, FILE);
  const mine = await describeSelf();
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(file, mine)) return keep(file, mine);
    const text = await readFile(file, 'utf8').catch(missing);
    if (text === undefined) continue;
    const owner = parseOwner(text);
    if (owner && (await isAlive(owner, file, mine, clock()))) return undefined;
    await takeAway(file, text);
  }
  return undefined;
}

/** A whole file appears or none: written aside, then linked, which fails if the name is taken. */
async function create(file: string, mine: Owner): Promise<boolean> {
  const aside = `${file}.${mine.nonce}`;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(JSON.stringify(mine));
  } finally {
    await handle.close();
  }
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes a dead owner's file; if somebody was faster and it is a new one, puts it back. */
async function takeAway(file: string, dead: string): Promise<void> {
  const aside = `${file}.dead.${randomUUID()}`;
  const moved = await rename(file, aside).then(() => true, missing);
  if (!moved) return;
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, file).catch(missing);
  await rm(aside, { force: true });
}

function keep(file: string, mine: Owner): FolderLock {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(missing);
  }, TOUCH_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      const text = await readFile(file, 'utf8').catch(missing);
      if (text !== undefined && parseOwner(text)?.nonce === mine.nonce) await rm(file, { force: true });
    },
  };
}

async function describeSelf(): Promise<Owner> {
  return {
    pid: process.pid,
    startedTicks: (await startedTicks(process.pid)) ?? '',
    boot: await bootId(),
    host: os.hostname(),
    nonce: randomUUID(),
  };
}

async function isAlive(owner: Owner, file: string, mine: Owner, nowMs: number): Promise<boolean> {
  if (owner.host !== mine.host) {
    const touched = await stat(file).then(({ mtimeMs }) => mtimeMs, missing);
    return touched !== undefined && nowMs - touched < STALE_MS;
  }
  if (owner.boot !== mine.boot) return false;
  const ticks = await startedTicks(owner.pid);
  if (ticks !== undefined || owner.startedTicks !== '') return ticks === owner.startedTicks;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot (Linux); undefined if there is no such process or it is a zombie. */
async function startedTicks(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(missing);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

const bootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(missing))?.trim() ?? '';

function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    // Whoever wrote this was not us.
    return undefined;
  }
}

const missing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ESRCH' || error.code === 'EEXIST') return undefined;
  throw error;
};
