import path from 'node:path';
import type { RawArchive } from './archive.js';
import { openFolderArchive } from './folder-archive.js';
import { openS3Archive, type S3Config } from './s3-archive.js';

/** The raw archive in a folder, or in an S3-compatible store: then only its drafts lie in the folder. */
export async function openRawArchive(dir: string, s3: S3Config | undefined): Promise<RawArchive & { close(): void }> {
  if (s3 === undefined) return { ...openFolderArchive(dir), close: () => undefined };
  return openS3Archive(s3, path.join(dir, 'work-data'));
}
