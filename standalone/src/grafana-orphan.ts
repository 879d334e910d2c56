import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** Where the process id of the Grafana of a data folder is kept while it runs. */
export const pidFile = (dir: string): string => path.join(dir, 'grafana.pid');

/**
 * Ends the Grafana that a killed Wellhead left behind on this folder: it would hold the port and the database. Only a process whose
 * command line names our grafana.ini is touched, since ids are given again.
 */
export async function endOrphan(dir: string): Promise<void> {
  const pid = Number(await readFile(pidFile(dir), 'utf8').catch(() => ''));
  if (Number.isInteger(pid) && pid > 1) {
    const deadline = Date.now() + 10_000;
    if (await isOurs(pid, dir)) process.kill(pid, 'SIGTERM');
    while (await isOurs(pid, dir)) {
      if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await rm(pidFile(dir), { force: true });
}

/** A process that has ended has no command line, also before it is reaped. */
const isOurs = (pid: number, dir: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (_, printed) =>
      resolve(printed.includes(path.join(dir, 'grafana.ini'))),
    );
  });
