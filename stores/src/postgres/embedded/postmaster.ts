import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A running postmaster, as its `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** True while a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, as Linux counts it: a pid alone may have been given to another program since. Empty elsewhere. */
export function startMark(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
    return fields?.[19] ?? '';
  } catch {
    // No /proc on this platform, or the process is gone: its mark is unknown.
    return '';
  }
}

function runsPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    // The process ended between the two looks.
    return false;
  }
}

/** The postmaster that already runs on a cluster, e.g. one left behind by a killed parent. Removes a `postmaster.pid` that lies. */
export async function runningPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const file = path.join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid) && runsPostgres(pid)) return { pid, port };
  await rm(file, { force: true });
  return undefined;
}

/** Sends a signal; a process that is gone already needs none. */
export function signalPostmaster(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw error;
  }
}

/** Stops a postmaster: fast shutdown (sessions are ended, nothing committed is lost), after `patienceMs` an immediate one. */
export async function stopPostmaster(pid: number, patienceMs = 15_000): Promise<void> {
  signalPostmaster(pid, 'SIGINT');
  const steps = Math.ceil(patienceMs / 20);
  for (let step = 0; isAlive(pid) && !isZombie(pid); step += 1) {
    if (step === steps) signalPostmaster(pid, 'SIGQUIT');
    if (step === steps * 2) throw new Error(`Postgres (process ${pid}) does not stop: end it by hand.`);
    await delay(20);
  }
}

// An orphan is adopted by process 1, which in a container may never collect it: it is dead all the same.
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') ?? false;
  } catch {
    // No /proc, or gone by now: isAlive decides.
    return false;
  }
}
