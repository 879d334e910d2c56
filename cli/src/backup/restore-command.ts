import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type BackupManifest,
  type RawArchive,
  readBackup,
  removeEmbeddedPostgres,
  startPostgresRestore,
  verifyBackup,
} from '@wellhead/stores';
import type { Call, Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf, wrongUse } from '../failure.js';
import { withEngines } from '../installation/engines.js';
import { readArchiveList, restoreArchived } from './restore-archive.js';
import { writeEntry } from './keep-backup.js';
import { summaryOf } from './summary.js';

/** `wellhead restore`. */
export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Makes an installation from a backup, in an empty folder',
  about:
    'The backup is compared with its hashes first. With DATABASE_URL the tables go into that Postgres, which must be empty; else into an embedded one. Nothing is left behind when it fails. The next start delivers what only the spool holds, and applies newer migrations.',
  arguments: [{ name: 'BACKUP', describes: 'the tar file or folder that wellhead backup made' }],
  options: {
    into: { value: 'FOLDER', describes: 'data folder to make, empty or not there; WELLHEAD_DATA_DIR when not given' },
    json: { describes: 'the manifest as JSON on stdout, for scripts' },
  },
  examples: [
    {
      line: 'npx wellhead restore backups/monday.tar --into ./restored && WELLHEAD_DATA_DIR=./restored npm start',
      does: 'a second installation from the backup',
    },
    {
      line: 'docker compose run --rm --no-deps -T ingestor wellhead restore /backup/monday.tar',
      does: 'compose: into the empty volume of the ingestor and the empty Postgres',
    },
  ],
  async run(call) {
    const backup = path.resolve(call.given['BACKUP'] ?? '');
    const folder = path.resolve(call.option('into') ?? call.settings.WELLHEAD_DATA_DIR);
    await requireEmpty(folder);
    const manifest = await verifyBackup(backup).catch((error: unknown) => {
      throw new CommandFailure(reasonOf(error), EXIT.failed, { cause: error });
    });
    requireSameEngines(call, manifest);
    call.complain(`${backup} is whole. Restoring into ${folder} …`);
    try {
      await restore(call, backup, manifest, folder);
    } catch (error) {
      await removeEmbeddedPostgres(path.join(folder, 'postgres')).catch(() => undefined);
      for (const name of await readdir(folder).catch(() => []))
        await rm(path.join(folder, name), { recursive: true, force: true });
      throw error instanceof CommandFailure
        ? error
        : new CommandFailure(`Nothing was restored: ${reasonOf(error)}`, EXIT.failed, { cause: error });
    }
    if (call.flag('json')) call.say(JSON.stringify(manifest));
    else {
      for (const line of summaryOf(manifest)) call.say(line);
      call.say(`\nRestored into ${folder}. Next: WELLHEAD_DATA_DIR=${folder} npm start`);
    }
    return EXIT.ok;
  },
};

async function requireEmpty(folder: string): Promise<void> {
  const [first] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw wrongUse(`${folder} cannot be used: ${error.message}.`);
  });
  if (first !== undefined)
    throw wrongUse(
      `${folder} is not empty (it holds ${first}): restore into a new folder with --into, and move it later.`,
    );
}

function requireSameEngines({ settings }: Call, { telemetry }: BackupManifest): void {
  if (telemetry.kind === 'included' && settings.INFLUX_URL !== undefined)
    throw wrongUse(
      'The backup holds readings of DuckDB, but INFLUX_URL is set: restore without it, then feed the readings to InfluxDB by a replay.',
    );
  if (telemetry.kind === 'elsewhere' && settings.INFLUX_URL === undefined)
    throw wrongUse(
      `The backup holds no readings, they were in ${telemetry.engine}: restore that by its own tool first, and set INFLUX_URL and INFLUX_TOKEN.`,
    );
}

/** Files first, since the engines are opened on them; then the rows, with the engines running. */
async function restore(call: Call, backup: string, manifest: BackupManifest, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for await (const entry of readBackup(backup)) {
    const below = placeOf(entry.path, manifest);
    if (below !== undefined) await writeEntry(entry, folder, below);
  }
  await withEngines(call, folder, async ({ stores }) => {
    const tables = await startPostgresRestore(stores.pool, manifest.postgres);
    const archived = manifest.archive.included ? await readArchiveList(backup) : [];
    for await (const entry of readBackup(backup)) {
      if (await tables.fill(entry.path, entry.content)) continue;
      await restoreEntry(stores.archive, archived, entry, folder);
    }
    await tables.finish();
    await stores.telemetry.ping();
  });
}

/** Where in the data folder a file of the backup lies; undefined for what goes into an engine. */
function placeOf(entry: string, { telemetry }: BackupManifest): string | undefined {
  if (telemetry.kind === 'included' && entry === telemetry.entry) return 'telemetry.duckdb';
  if (entry === 'secrets.json') return 'secrets.json';
  if (entry.startsWith('spool/')) return `ingestor/${entry}`;
  return undefined;
}

async function restoreEntry(
  archive: RawArchive,
  archived: Awaited<ReturnType<typeof readArchiveList>>,
  entry: { readonly path: string; readonly content: AsyncIterable<Buffer> },
  folder: string,
): Promise<void> {
  const number = /^archive\/(\d+)$/.exec(entry.path)?.[1];
  const file = number === undefined ? undefined : archived[Number(number)];
  if (file === undefined) return;
  const copy = path.join(folder, 'archived.part');
  await pipeline(Readable.from(entry.content), createWriteStream(copy));
  await restoreArchived(archive, file, copy);
  await rm(copy);
}
