import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the data folder of an embedded Postgres holds beside the cluster: `port`, `password` (0600), `owner` (process that uses it)
 * and `cluster` (path of the cluster, which may lie elsewhere: see places.ts).
 */

/** The text of a small file, trimmed; undefined when there is none. */
export async function readKept(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a small file atomically: a crash leaves the old text or the new one. */
export async function keep(file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${text}\n`, { mode });
  await rename(draft, file);
}

/** The superuser's password: kept, else the one given, else 24 random bytes. */
export async function superuserPassword(dataDir: string, given: string | undefined): Promise<string> {
  const file = path.join(dataDir, 'password');
  const kept = await readKept(file);
  if (kept !== undefined && kept !== '') return kept;
  const password = given ?? randomBytes(24).toString('base64url');
  await keep(file, password, 0o600);
  return password;
}
