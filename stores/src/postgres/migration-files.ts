import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Migration } from '@wellhead/contracts';

/** Our own migrations lie beside this module; a bundle carries the folder beside itself. */
const FOUNDATION_FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

/**
 * Migrations of a folder in the order of their numbers: pairs `NNNN-name.up.sql` and `NNNN-name.down.sql`. No folder: none.
 * `faults` takes one sentence for each file without its pair or with another name; `prefix` goes before the names.
 */
export async function readMigrations(folder: string, prefix: string, faults: string[]): Promise<Migration[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const names = new Set<string>();
  for (const file of files) {
    const name = /^(\d{4}-[a-z0-9-]+)\.(up|down)\.sql$/.exec(file)?.[1];
    if (name === undefined)
      faults.push(`${path.join(folder, file)}: expected a name like 0001-sales.up.sql, with its 0001-sales.down.sql`);
    else names.add(name);
  }
  const migrations: Migration[] = [];
  for (const name of [...names].sort()) {
    const missing = ['up', 'down'].filter((way) => !files.includes(`${name}.${way}.sql`));
    if (missing.length > 0) {
      faults.push(`${path.join(folder, name)}.${missing.join(' and ')}.sql is missing: every migration goes both ways`);
      continue;
    }
    const [up, down] = await Promise.all(
      ['up', 'down'].map((way) => readFile(path.join(folder, `${name}.${way}.sql`), 'utf8')),
    );
    migrations.push({ name: prefix + name, up: up ?? '', down: down ?? '' });
  }
  return migrations;
}

/** Wellhead's own migrations. */
export async function foundationMigrations(): Promise<readonly Migration[]> {
  const faults: string[] = [];
  const migrations = await readMigrations(FOUNDATION_FOLDER, '', faults);
  if (migrations.length === 0) faults.push(`${FOUNDATION_FOLDER}: no migrations found`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return migrations;
}
