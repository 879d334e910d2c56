import { createHash } from 'node:crypto';
import { type FileMapping, fileMappingSchema, isTooDeep, MAX_JSON_DEPTH } from '@wellhead/contracts';
import type pg from 'pg';
import { parseDocument } from 'yaml';

/** A mapping as it is kept. */
export interface KeptMapping {
  readonly name: string;
  /** As a person wrote it, YAML. */
  readonly text: string;
  readonly hash: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

/** Of one line; people write shorter ones. */
const MOST_CHARACTERS = 1_000;

/** Reads a mapping from YAML; or all its faults, each with its place. */
export function readMapping(text: string): FileMapping | { readonly faults: readonly string[] } {
  // The reader of YAML takes seconds for kilobytes of open brackets or colons in one line, and has no stack for more.
  if (isTooDeep(Buffer.from(text)))
    return { faults: [`the mapping is nested deeper than ${MAX_JSON_DEPTH} levels of lists and objects`] };
  const long = text.split('\n').findIndex((line) => line.length > MOST_CHARACTERS);
  if (long >= 0) return { faults: [`line ${long + 1} is longer than ${MOST_CHARACTERS} characters`] };
  const document = readYaml(text);
  if (typeof document === 'string') return { faults: [document] };
  if (document.errors.length > 0)
    return { faults: document.errors.map(({ message }) => message.split('\n')[0]?.replace(/:$/, '') ?? message) };
  let given: unknown;
  try {
    // Aliases could blow a small text up; nobody needs them in a mapping.
    given = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)] };
  }
  const parsed = fileMappingSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  return { faults: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'top level'}: ${message}`) };
}

function readYaml(text: string): ReturnType<typeof parseDocument> | string {
  try {
    return parseDocument(text, { prettyErrors: true });
  } catch (error) {
    return `the mapping cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export const mappingHash = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Row {
  name: string;
  text: string;
  hash: string;
  changed_by: string;
  changed_at: Date;
}
const keptOf = ({ changed_by, changed_at, ...row }: Row): KeptMapping => ({
  ...row,
  changedBy: changed_by,
  changedAtMs: changed_at.getTime(),
});

/** All mappings, by name. */
export async function listMappings(pool: pg.Pool): Promise<readonly KeptMapping[]> {
  const { rows } = await pool.query<Row>('select * from ops.file_mappings order by name');
  return rows.map(keptOf);
}

export async function findMapping(pool: pg.Pool, name: string): Promise<KeptMapping | undefined> {
  const { rows } = await pool.query<Row>('select * from ops.file_mappings where name = $1', [name]);
  return rows[0] && keptOf(rows[0]);
}

/** Writes a mapping that was read without faults; files that are under way go on with the one they began with. */
export async function saveMapping(pool: pg.Pool, name: string, text: string, changedBy: string): Promise<void> {
  await pool.query(
    `insert into ops.file_mappings (name, text, hash, changed_by) values ($1, $2, $3, $4)
     on conflict (name) do update set text = excluded.text, hash = excluded.hash, changed_by = excluded.changed_by, changed_at = now()`,
    [name, text, mappingHash(text), changedBy],
  );
}

/** False if there was none. */
export async function removeMapping(pool: pg.Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from ops.file_mappings where name = $1', [name]);
  return rowCount === 1;
}
