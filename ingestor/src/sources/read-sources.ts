import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '@wellhead/contracts';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { withSecrets } from './secret.js';
import { type SourceConfig, sourceSchema } from './source-kinds.js';

export type SourcesOutcome =
  | { readonly kind: 'ok'; readonly sources: readonly SourceConfig[] }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const fileSchema = z.strictObject({ sources: z.array(z.unknown()) });

/**
 * Reads what sources there are: a YAML file with a list below `sources`, or a folder of such files (`*.yaml`, `*.yml`); none when
 * it is not set. All faults are told at once: file, place, what was found, what is expected.
 */
export async function readSources(where: string | undefined, env: Environment): Promise<SourcesOutcome> {
  if (where === undefined) return { kind: 'ok', sources: [] };
  const faults: string[] = [];
  const sources: SourceConfig[] = [];
  const fileOf = new Map<string, string>();
  for (const file of await filesOf(where, faults)) {
    const given = await readYaml(file, faults);
    if (given === undefined) continue;
    const list = fileSchema.safeParse(given);
    if (!list.success) {
      faults.push(...list.error.issues.map((issue) => faultOf(file, issue, given)));
      continue;
    }
    const parsed = parseSources(list.data.sources, file, env);
    if (parsed.kind === 'faults') {
      faults.push(...parsed.faults);
      continue;
    }
    parsed.sources.forEach(({ name }, index) => {
      const before = fileOf.get(name);
      if (before !== undefined)
        faults.push(
          `${file}: sources.${index}.name: found “${name}”, which ${before} has already; expected another name`,
        );
      fileOf.set(name, file);
    });
    sources.push(...parsed.sources);
  }
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'ok', sources };
}

/** The same for a list at hand; `where` is named in the faults. */
export function parseSources(entries: readonly unknown[], where: string, env: Environment): SourcesOutcome {
  const faults: string[] = [];
  const sources: SourceConfig[] = [];
  entries.forEach((entry, index) => {
    const parsed = sourceSchema.safeParse(withSecrets(entry, env));
    if (parsed.success) {
      sources.push(parsed.data);
      return;
    }
    const shifted = parsed.error.issues.map((issue) => ({ ...issue, path: ['sources', index, ...issue.path] }));
    faults.push(...shifted.map((issue) => faultOf(where, issue, { sources: entries })));
  });
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'ok', sources };
}

async function filesOf(where: string, faults: string[]): Promise<readonly string[]> {
  try {
    if (!(await stat(where)).isDirectory()) return [where];
    const names = (await readdir(where)).filter((name) => /\.ya?ml$/.test(name)).sort();
    if (names.length === 0) faults.push(`${where}: found no *.yaml, expected at least one`);
    return names.map((name) => path.join(where, name));
  } catch (error) {
    faults.push(`${where}: cannot be read (${(error as Error).message}); expected a YAML file or a folder of them`);
    return [];
  }
}

async function readYaml(file: string, faults: string[]): Promise<unknown> {
  const document = parseDocument(await readFile(file, 'utf8'), { prettyErrors: true });
  faults.push(...document.errors.map(({ message }) => `${file}: ${message.split('\n')[0]}`));
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}

function faultOf(
  file: string,
  issue: z.core.$ZodIssue | Pick<z.core.$ZodIssue, 'path' | 'message'>,
  given: unknown,
): string {
  const place = issue.path.map(String);
  const found = place.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    given,
  );
  return `${file}: ${place.join('.') || 'top level'}: found ${shown(place.at(-1) ?? '', found)}; ${issue.message}`;
}

function shown(key: string, found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'string' && /password|token|secret|key/i.test(key)) return 'text that is not shown here';
  const text = JSON.stringify(found).replace(/(:\/\/)[^/@"]*@/g, '$1…@');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
