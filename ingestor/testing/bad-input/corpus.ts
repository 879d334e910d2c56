import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTooDeep } from '@wellhead/contracts';

const folder = fileURLToPath(new URL('./testdata/', import.meta.url));

/** What the inputs of one kind are made from: the files of a folder, good and bad ones, each bad one found at some time. */
export type CorpusKind =
  | 'lines'
  | 'points'
  | 'records'
  | 'queries'
  | 'requests'
  | 'messages'
  | 'influxql'
  | 'mappings'
  | 'csv'
  | 'file-json'
  | 'ndjson'
  | 'xlsx'
  | 'sparkplug'
  | 'remote-write'
  | 'exposition';

export interface CorpusFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** What it holds, if it is JSON. */
  readonly value: unknown;
}

export function readCorpus(kind: CorpusKind): readonly CorpusFile[] {
  const dir = join(folder, kind);
  return readdirSync(dir)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(dir, name));
      return { name, bytes, value: jsonOf(bytes) };
    });
}

function jsonOf(bytes: Buffer): unknown {
  // Deeper ones are changed as bytes only: nothing can write them as JSON again.
  if (isTooDeep(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Most files are no JSON, and some that should be are not.
    return undefined;
  }
}
