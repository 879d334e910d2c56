export { type BackupEntry, type BackupManifest, MANIFEST, manifestSchema, type PostgresCut } from './manifest.js';
export { openPostgresSnapshot, type PostgresSnapshot } from './copy-postgres.js';
export { type PostgresRestore, startPostgresRestore } from './restore-postgres.js';
export { readBackup, type ReadEntry, readTar, verifyBackup } from './read-backup.js';
export { type BackupWriter, openTarWriter } from './tar-writer.js';
