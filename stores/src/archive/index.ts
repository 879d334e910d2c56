export type { ArchivedFile, ArchiveFilter, RawArchive, SegmentIndex } from './archive.js';
export { openFolderArchive } from './folder-archive.js';
