import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { dataFolderHolder } from '@wellhead/standalone/data-folder';
import type { Settings } from '../settings.js';
import { type Finding, fail, pass, warn } from './finding.js';

const MEBI = 1024 * 1024;
/** The bounded spool alone may take 4 GB while a store is away. */
const LITTLE_ROOM_MB = 5_000;
const NO_ROOM_MB = 200;

/** Node, the data folder and its disk. */
export async function lookAtMachine(settings: Settings): Promise<Finding[]> {
  return [
    nodeVersion(process.versions.node),
    ...(await dataFolder(path.resolve(settings.WELLHEAD_DATA_DIR), settings.WELLHEAD_URL !== undefined)),
  ];
}

function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? pass('Node', version)
    : fail('Node', `${version} is too old`, 'Install Node 20.19 or newer.');
}

async function dataFolder(dir: string, isElsewhere: boolean): Promise<Finding[]> {
  const what = 'data folder';
  const there = await stat(dir).catch(() => undefined);
  // The folder of a service elsewhere is not ours to look at.
  if (there === undefined && isElsewhere) return [];
  if (there === undefined)
    return [
      warn(what, `${dir} does not exist`, 'npm start makes it; or point WELLHEAD_DATA_DIR at the one that you mean.'),
    ];
  const reason = await access(dir, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (reason !== undefined || !there.isDirectory())
    return [fail(what, `${dir} cannot be written: ${reason ?? 'it is no folder'}`, `Mend its rights: ls -ld ${dir}`)];
  const holder = await dataFolderHolder(dir);
  return [
    pass(what, holder === undefined ? `${dir}, nobody has it open` : `${dir}, open in process ${holder}`),
    await room(dir),
  ];
}

async function room(dir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dir);
  return roomFinding(Math.floor((bavail * bsize) / MEBI), dir);
}

function roomFinding(freeMb: number, dir: string): Finding {
  const detail = `${freeMb} MB free below ${dir}`;
  if (freeMb < NO_ROOM_MB) return fail('disk', detail, 'Make room now: writes are about to be refused with 507.');
  if (freeMb < LITTLE_ROOM_MB)
    return warn(
      'disk',
      detail,
      `Make room for at least ${LITTLE_ROOM_MB} MB: the spool may need 4 GB while a store is away.`,
    );
  return pass('disk', detail);
}
