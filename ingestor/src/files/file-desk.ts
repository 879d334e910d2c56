import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type FileMapping, ProblemError } from '@wellhead/contracts';
import {
  type ArchivedFile,
  type FileJob,
  type Files,
  findMapping,
  type KeptMapping,
  type RawArchive,
  readMapping,
} from '@wellhead/stores';
import type { Pool } from 'pg';
import { formatOf } from './domain/file-format.js';
import { mappedColumns } from './domain/header.js';
import type { FileJobs } from './file-jobs.js';
import { archiveFile, type ArrivingFile } from './receive-file.js';
import { badRowsType, writeBadRows } from './refused-rows.js';

/** A mapping that was found and can be read. */
export interface UsableMapping {
  readonly kept: KeptMapping;
  readonly mapping: FileMapping;
}

/** Where files are handed in, whoever brings them: requests, watched folders, servers that are asked. */
export interface FileDesk {
  /** No file may be larger. */
  readonly maxBytes: number;
  /** Throws a ProblemError for a name that no mapping has, and while mappings cannot be read. */
  mapping(name: string): Promise<UsableMapping>;
  /** The file of these bytes that this mapping reads, if it was handed in before and did not fail. */
  find(sha256: string, usable: UsableMapping): Promise<FileJob | undefined>;
  /** Makes a file durable; it is taken in afterwards. The same bytes with the same mapping are one file. Throws a ProblemError where it cannot. */
  accept(given: {
    readonly name: string;
    /** Of its rows, in ledger, archive and quarantine. */
    readonly source: string;
    readonly token: string;
    readonly usable: UsableMapping;
    readonly file: ArrivingFile;
  }): Promise<{ readonly file: FileJob; readonly isNew: boolean }>;
  /** Keeps a file in the raw archive and does not read it. Throws a ProblemError where it cannot. */
  archive(source: string, name: string, bytes: Readable): Promise<ArchivedFile>;
  /** How a file is: at once if it is done or failed, else when it is, or after `waitMs`. */
  look(id: string, waitMs: number): Promise<FileJob | undefined>;
  /** Why a file waits; undefined while it gets on. */
  hindranceOf(id: string): string | undefined;
  /** The refused rows of a file as a file. */
  badRows(file: FileJob): { readonly name: string; readonly mediaType: string; readonly bytes: AsyncGenerator<Buffer> };
}

export function openFileDesk(parts: {
  readonly pool: Pool;
  readonly archive: Pick<RawArchive, 'putFile'>;
  readonly files: Files;
  readonly jobs: FileJobs;
  readonly ingestor: string;
  readonly fileBytes: number;
  readonly clock: () => number;
}): FileDesk {
  const { pool, archive, files, jobs, ingestor, clock } = parts;
  return {
    maxBytes: parts.fileBytes,
    async mapping(name) {
      const kept = await requireMapping(pool, name);
      return { kept, mapping: requireReadable(kept) };
    },
    find: (sha256, { kept }) => files.find(sha256, kept.hash),
    async accept({ name, source, token, usable: { kept }, file }) {
      const format = formatOf(name, file.beginning);
      const { bytes, sha256, path } = await archiveFile(archive, source, name, file.bytes, clock());
      const added = await files.add({
        id: randomUUID(),
        name,
        source,
        format,
        bytes,
        sha256,
        archivePath: path,
        mapping: kept.name,
        mappingText: kept.text,
        mappingHash: kept.hash,
        token,
        ingestor,
      });
      if (added.isNew) jobs.wake();
      return added;
    },
    archive: (source, name, bytes) => archiveFile(archive, source, name, bytes, clock()),
    async look(id, waitMs) {
      const file = await files.get(id);
      if (!file || waitMs === 0 || isSettled(file)) return file;
      await jobs.settled(id, waitMs);
      return files.get(id);
    },
    hindranceOf: jobs.hindranceOf,
    badRows(file) {
      const mapping = readMapping(file.mappingText);
      const { mediaType, ending } = badRowsType(file);
      return {
        name: `${file.name.replace(/\.[^.]*$/, '')}-bad-rows.${ending}`,
        mediaType,
        bytes: writeBadRows(pool, file, 'faults' in mapping ? [] : mappedColumns(mapping)),
      };
    },
  };
}

/** Whether nothing will change any more. */
export const isSettled = ({ state }: Pick<FileJob, 'state'>): boolean => state === 'done' || state === 'failed';

async function requireMapping(pool: Pool, name: string): Promise<KeptMapping> {
  const kept = await findMapping(pool, name).catch((cause: unknown) => {
    throw new ProblemError(
      'store-unavailable',
      'Mappings cannot be read now; nothing of this file was kept. Send it again later.',
      { retryAfterSeconds: 2, cause },
    );
  });
  if (!kept)
    throw new ProblemError(
      'unknown-mapping',
      `There is no mapping “${name}”. GET /api/v1/file-mappings lists them; PUT /api/v1/file-mappings/${encodeURIComponent(name)} makes one.`,
    );
  return kept;
}

/** A mapping was read when it was written: it has faults only if what is allowed has become narrower since. */
function requireReadable({ name, text }: KeptMapping): FileMapping {
  const mapping = readMapping(text);
  if ('faults' in mapping)
    throw new ProblemError(
      'invalid-mapping',
      `The mapping “${name}” cannot be read any more: ${mapping.faults.join('; ')}. Write it anew.`,
    );
  return mapping;
}
