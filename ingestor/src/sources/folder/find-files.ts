import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { matcherOf } from '@wellhead/contracts';
import type { FolderSourceConfig } from './folder-config.js';

/** A file that may be read. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly mapping: string;
  readonly bytes: number;
  /** Tells this file as it is now from any other and from itself when it changes. */
  readonly version: string;
}

export interface FolderLook {
  /** By name. */
  readonly ready: readonly FoundFile[];
  /** Files that were seen and are not known to rest yet. */
  readonly restless: number;
  /** Names that no pattern matches. */
  readonly unmatched: readonly string[];
}

/** Names that programs give files which they have not written to their end. */
const UNFINISHED = /^[.~]|~$|\.(tmp|part|partial|filepart|crdownload|download|swp)$/i;

const PIECE_BYTES = 65_536;

const versionOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/** Looks into the folder, again and again: a file is ready when it is the same over `stableSeconds`. Throws while the folder cannot be read. */
export function openFolderLook(config: FolderSourceConfig, clock: () => number): () => Promise<FolderLook> {
  const rules = config.files.map(({ match, mapping }) => ({ matches: matcherOf([match]), mapping }));
  let seen = new Map<string, { readonly version: string; readonly sinceMs: number }>();
  return async () => {
    const nowMs = clock();
    const entries = await readdir(config.path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name)).map(({ name }) => name);
    const before = seen;
    seen = new Map();
    const ready: FoundFile[] = [];
    const unmatched: string[] = [];
    for (const name of names.sort()) {
      const mapping = rules.find(({ matches }) => matches(name))?.mapping;
      if (mapping === undefined) {
        unmatched.push(name);
        continue;
      }
      const file = path.join(config.path, name);
      const found = await stat(file).catch(() => undefined);
      // Taken away since the names were read.
      if (!found) continue;
      const version = versionOf(found);
      const known = before.get(name);
      const sinceMs = known?.version === version ? known.sinceMs : nowMs;
      seen.set(name, { version, sinceMs });
      if (known?.version === version && nowMs - sinceMs >= config.stableSeconds * 1_000)
        ready.push({ name, path: file, mapping, bytes: found.size, version });
    }
    return { ready, restless: seen.size - ready.length, unmatched };
  };
}

/** Whether the file that lies there now is this one, unchanged. */
export const isStill = (file: FoundFile, at = file.path): Promise<boolean> =>
  stat(at).then(
    (now) => versionOf(now) === file.version,
    () => false,
  );

/** Its bytes; throws, at its beginning or its end, if it is not the file that was found. */
export async function* readFound(file: FoundFile, closing: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(file.path, 'r');
  const require = async (): Promise<void> => {
    if (versionOf(await handle.stat()) !== file.version)
      throw new Error('it was written to while it was read; it is read again when it rests');
  };
  try {
    await require();
    for (;;) {
      closing.throwIfAborted();
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES));
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
    await require();
  } finally {
    await handle.close();
  }
}
