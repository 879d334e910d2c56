export type { ArchivedFile, ArchiveFilter, RawArchive, SegmentIndex } from './archive.js';
export { openFolderArchive } from './folder-archive.js';
export { openS3Archive, type S3Config } from './s3-archive.js';
export { openRawArchive } from './open-raw-archive.js';
export { s3ConfigOf, s3EnvShape } from './s3-environment.js';
export { archivedFileSchema } from './labels.js';
