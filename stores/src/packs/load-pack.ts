import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Pack, PackManifest } from '@wellhead/contracts';
import { packFileSchema } from '@wellhead/contracts';
import { parseDocument } from 'yaml';
import { readMigrations } from '../postgres/migration-files.js';
import { packFaults } from './pack-faults.js';

/** Thrown with every fault of a pack, one a line: file, place, found, expected. */
export class PackError extends Error {
  readonly faults: readonly string[];
  constructor(dir: string, faults: readonly string[]) {
    super(`The pack in ${dir} has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'PackError';
    this.faults = faults;
  }
}

async function readManifest(file: string, faults: string[]): Promise<PackManifest | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    faults.push(`${file}: expected a file that describes the pack, found none`);
    return undefined;
  }
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    faults.push(...document.errors.map((error) => `${file}: ${error.message.split('\n')[0] ?? ''}`));
    return undefined;
  }
  const parsed = packFileSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  faults.push(
    ...parsed.error.issues.map((issue) => `${file}: ${issue.path.join('.') || 'top level'}: ${issue.message}`),
  );
  return undefined;
}

/**
 * Loads a pack from its folder: `pack.yaml`, `sql/*.sql` (keyed `load-orders.sql`) and `migrations/NNNN-name.{up,down}.sql`
 * (named `<pack>/NNNN-name`). Throws PackError with all faults at once.
 */
export async function loadPack(dir: string): Promise<Pack> {
  const faults: string[] = [];
  const manifest = await readManifest(path.join(dir, 'pack.yaml'), faults);
  const migrations = await readMigrations(path.join(dir, 'migrations'), `${manifest?.name ?? 'pack'}/`, faults);
  const sqlFolder = path.join(dir, 'sql');
  const files = (await readdir(sqlFolder).catch(() => [] as string[])).filter((file) => file.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(sqlFolder, file), 'utf8')));
  const sql = Object.fromEntries(files.map((file, at) => [file, texts[at] ?? '']));
  if (manifest !== undefined) faults.push(...packFaults(manifest, Object.keys(sql)));
  if (manifest === undefined || faults.length > 0) throw new PackError(dir, faults);
  return { manifest, sql, migrations };
}
