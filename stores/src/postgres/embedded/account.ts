import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom Postgres runs as. undefined: as ourselves. Postgres refuses to run as root, so root lends it the account `postgres`. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

async function lookUp(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    // `id` fails when there is no such account: the one outcome that is expected here.
    return undefined;
  }
}

/** The account for Postgres; made when we are root and it is missing. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await lookUp();
  if (known !== undefined) return known;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch (cause) {
    throw new Error(
      'Postgres cannot run as root and the account `postgres` could not be made: run as another user, or `useradd --system --user-group postgres` first.',
      { cause },
    );
  }
  const made = await lookUp();
  if (made === undefined) throw new Error('The account `postgres` was made but cannot be found: run as another user.');
  return made;
}
