import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import {
  type BackupManifest,
  type BackupWriter,
  MANIFEST,
  openPostgresSnapshot,
  openTarWriter,
  type RawArchive,
  type TelemetryStore,
} from '@wellhead/stores';
import type { Pool } from 'pg';
import { POSTGRES_SINK, TELEMETRY_SINK } from '../ledger/tally.js';
import { scanSegment, type Segment } from '../spool/segment-files.js';
import { addArchive } from './add-archive.js';

/** A spool that goes into the backup: of a running feed, or of a folder that this command has locked. */
export interface BackupSpool {
  readonly name: string;
  readonly durable: number;
  readonly segments: readonly Segment[];
  /** Keeps every segment where it is until the function that this answers with is called. */
  hold(): Promise<() => void>;
}

export interface BackupParts {
  readonly stores: {
    readonly telemetry: TelemetryStore;
    readonly pool: Pool;
    readonly archive: Pick<RawArchive, 'list' | 'open'>;
  };
  readonly spools: () => readonly BackupSpool[];
  /** Folder for copies under way, emptied again. */
  readonly workDir: string;
  /** A file with secrets of the installation; none where they are kept elsewhere. */
  readonly secretsFile: string | undefined;
  readonly version: string;
  readonly clock: () => number;
}

export interface BackupChoice {
  /** The raw archive as well, not only its list. */
  readonly archive: boolean;
  readonly secrets: boolean;
}

/**
 * Writes one consistent cut as a tar while writes go on. No segment of the spool is released meanwhile. The snapshot of Postgres is opened
 * first, telemetry is copied next, and the cut is the spool's end after that: both stores are at or before it, and what they lack is in the
 * spool of the backup. In this order, because telemetry goes on from where Postgres says that it was: were the copy of it older than
 * that, what lies between would be skipped. The manifest comes last: a backup without it was broken off.
 */
export async function takeBackup(target: Writable, parts: BackupParts, choice: BackupChoice): Promise<BackupManifest> {
  const { stores, clock } = parts;
  const spools = parts.spools();
  const releases = await Promise.all(spools.map((spool) => spool.hold()));
  await mkdir(parts.workDir, { recursive: true });
  const work = await mkdtemp(path.join(parts.workDir, 'backup-'));
  try {
    const writer = openTarWriter(target, clock);
    const snapshot = await openPostgresSnapshot(stores.pool);
    try {
      const cursorOf = (name: string, sink: string): number =>
        snapshot.cursors.find((one) => one.ingestor === name && one.sink === sink)?.sequence ?? 0;
      const telemetry = await addTelemetry(writer, stores.telemetry, work);
      const takenAt = new Date(clock()).toISOString();
      const cut = spools.map(({ name, durable }) => ({
        ingestor: name,
        sequence: durable,
        postgres: cursorOf(name, POSTGRES_SINK),
        telemetry: cursorOf(name, TELEMETRY_SINK),
      }));
      for (const [at, spool] of spools.entries()) await addSpool(writer, spool, cut[at]?.sequence ?? 0);
      const postgres = await snapshot.copy(writer, work);
      const archive = await addArchive(writer, stores.archive, choice.archive, work);
      const secrets = choice.secrets && parts.secretsFile !== undefined;
      if (secrets) await writer.addFile('secrets.json', parts.secretsFile);
      const manifest: BackupManifest = {
        format: 'wellhead-backup',
        formatVersion: 1,
        takenAt,
        wellhead: parts.version,
        cut,
        telemetry,
        postgres,
        archive,
        secrets,
        notIncluded: leftOut({ telemetry, archive, secrets, cut, cursors: snapshot.cursors }),
        entries: [...writer.entries],
      };
      await writer.addText(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
      await writer.end();
      return manifest;
    } finally {
      await snapshot.close();
    }
  } finally {
    for (const release of releases) release();
    await rm(work, { recursive: true, force: true });
  }
}

async function addTelemetry(
  writer: BackupWriter,
  telemetry: TelemetryStore,
  work: string,
): Promise<BackupManifest['telemetry']> {
  if (telemetry.copyTo === undefined) return { kind: 'elsewhere', engine: telemetry.name };
  const file = path.join(work, 'telemetry.duckdb');
  const entry = 'telemetry.duckdb';
  await telemetry.copyTo(file);
  await writer.addFile(entry, file);
  await rm(file);
  return { kind: 'included', engine: telemetry.name, entry };
}

/** The segments up to the cut, the last one cut behind its record. */
async function addSpool(writer: BackupWriter, spool: BackupSpool, cut: number): Promise<void> {
  const segments = spool.segments.map((segment) => ({ ...segment }));
  for (const [at, segment] of segments.entries()) {
    if (segment.first > cut) break;
    const isBefore = (segments[at + 1]?.first ?? Number.POSITIVE_INFINITY) <= cut + 1;
    const bytes = isBefore ? segment.bytes : (await scanSegment(segment, cut)).bytes;
    await writer.addFile(`spool/${spool.name}/${path.basename(segment.file)}`, segment.file, bytes);
  }
}

function leftOut(found: {
  readonly telemetry: BackupManifest['telemetry'];
  readonly archive: BackupManifest['archive'];
  readonly secrets: boolean;
  readonly cut: BackupManifest['cut'];
  readonly cursors: readonly { readonly ingestor: string }[];
}): string[] {
  const { telemetry, archive, secrets, cut, cursors } = found;
  const words: string[] = [];
  if (telemetry.kind === 'elsewhere')
    words.push(
      `Readings in ${telemetry.engine}: back them up with its own tool (InfluxDB 2: influx backup) right after this one; what it has beyond the cut does no harm.`,
    );
  if (!archive.included && archive.files > 0)
    words.push(
      `The ${archive.files} files of the raw archive (${archive.bytes} bytes): listed in archive/list.json. Add them with --archive.`,
    );
  if (!secrets)
    words.push(
      'Tokens and passwords of this installation: new ones are made at the next start. Add them with --secrets.',
    );
  const others = new Set(
    cursors.map(({ ingestor }) => ingestor).filter((name) => !cut.some((one) => one.ingestor === name)),
  );
  if (others.size > 0)
    words.push(
      `Spools of other ingestors (${[...others].join(', ')}): what they have acknowledged and not delivered. Where one of them runs, take a backup from it, too.`,
    );
  words.push('Queued jobs: flows are queued again by their schedules.', 'Logs, and the data of Grafana.');
  return words;
}
