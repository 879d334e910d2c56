import type { BackupManifest } from '@wellhead/stores';

/** What a backup holds and what it does not, a line each. */
export function summaryOf(manifest: BackupManifest): string[] {
  const { cut, postgres, telemetry, archive, entries, notIncluded } = manifest;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const rows = postgres.tables.reduce((sum, table) => sum + table.rows, 0);
  const readings = entries.find(({ path }) => telemetry.kind === 'included' && path === telemetry.entry);
  const spool = entries.filter(({ path }) => path.startsWith('spool/')).reduce((sum, entry) => sum + entry.bytes, 0);
  return [
    `Backup of ${manifest.takenAt}, ${entries.length} files, ${bytes} bytes`,
    ...cut.map(
      ({ ingestor, sequence }) =>
        `  ingestor ${ingestor}: all that it acknowledged up to record ${sequence} of its spool`,
    ),
    readings === undefined
      ? `  readings: not in it, they are in ${telemetry.engine}`
      : `  readings: ${telemetry.engine}, ${readings.bytes} bytes`,
    `  Postgres ${postgres.version}: ${postgres.tables.length} tables, ${rows} rows, up to migration ${postgres.migrations.at(-1)?.name ?? 'none'}`,
    `  spool: ${spool} bytes`,
    `  raw archive: ${archive.included ? `${archive.files} files, ${archive.bytes} bytes` : `a list of ${archive.files} files`}`,
    'Not in it',
    ...notIncluded.map((words) => `  ${words}`),
  ];
}
