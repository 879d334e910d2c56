import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Pack, PackManifest, TagMapping } from '@wellhead/contracts';
import { packFileSchema } from '@wellhead/contracts';
import { parseDocument } from 'yaml';
import { readTags } from './read-tags.js';
import { readMigrations } from '../postgres/migration-files.js';
import { packFaults } from './pack-faults.js';

/** Thrown with every fault of a pack, one a line: file, place, found, expected. */
class PackError extends Error {
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

/** A pack may have none. */
async function readTagFile(file: string, faults: string[]): Promise<readonly TagMapping[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const read = readTags(text);
  if (read.kind === 'tags') return read.tags;
  faults.push(...read.faults.map((fault) => `${file}: ${fault}`));
  return [];
}

/**
 * Loads a pack from its folder: `pack.yaml`, `tags.csv`, `sql/*.sql` (keyed `load-orders.sql`) and `migrations/NNNN-name.{up,down}.sql`
 * (named `<pack>/NNNN-name`). Throws PackError with all faults at once.
 */
export async function loadPack(dir: string): Promise<Pack> {
  const faults: string[] = [];
  const manifest = await readManifest(path.join(dir, 'pack.yaml'), faults);
  const migrations = await readMigrations(path.join(dir, 'migrations'), `${manifest?.name ?? 'pack'}/`, faults);
  const tags = await readTagFile(path.join(dir, 'tags.csv'), faults);
  const sqlFolder = path.join(dir, 'sql');
  const files = (await readdir(sqlFolder).catch(() => [] as string[])).filter((file) => file.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(sqlFolder, file), 'utf8')));
  const sql = Object.fromEntries(files.map((file, at) => [file, texts[at] ?? '']));
  const whole = manifest && { ...manifest, tags: [...manifest.tags, ...tags] };
  if (whole !== undefined) faults.push(...packFaults(whole, Object.keys(sql)));
  if (whole === undefined || faults.length > 0) throw new PackError(dir, faults);
  return { manifest: whole, sql, migrations };
}
