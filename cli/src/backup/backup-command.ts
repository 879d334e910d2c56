import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type BackupManifest, verifyBackup } from '@wellhead/stores';
import type { Call, Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf } from '../failure.js';
import { keepTar, requireFreePlace, unpackTar } from './keep-backup.js';
import { openTar } from './open-tar.js';
import { summaryOf } from './summary.js';

/** `wellhead backup`. */
export const backupCommand: Command = {
  name: 'backup',
  summary: 'Takes one consistent backup while writes go on, into a folder or a tar file',
  about:
    'Readings (DuckDB), Postgres, and the spool with what neither has yet, all as of one cut: whatever was acknowledged before it is there. The running service makes it; when none runs, the files are opened here. It is read back and compared with its hashes before it counts.',
  arguments: [{ name: 'TARGET', describes: 'FILE.tar, or a folder that is empty or does not exist' }],
  options: {
    archive: { describes: 'with the files of the raw archive, not only their list' },
    secrets: { describes: 'with the token and the passwords of this installation: keep it as safe as those' },
    json: { describes: 'the manifest as JSON on stdout, for scripts' },
  },
  examples: [
    {
      line: 'npx wellhead backup backups/monday.tar --secrets',
      does: 'all that is needed to go on elsewhere, in one file',
    },
    { line: 'npx wellhead backup /mnt/backup/monday --archive', does: 'a folder, with every byte that ever came in' },
    {
      line: 'docker compose exec -T ingestor wellhead backup /data/monday.tar',
      does: 'compose: Postgres and spool; then influx backup for the readings',
    },
  ],
  async run(call) {
    const target = path.resolve(call.given['TARGET'] ?? '');
    const choice = { archive: call.flag('archive'), secrets: call.flag('secrets') };
    await requireFreePlace(target);
    const draft = `${target}.part`;
    await rm(draft, { recursive: true, force: true });
    try {
      const tar = await openTar(call, choice);
      try {
        await keep(tar.stream, target, draft);
        await tar.ended;
      } finally {
        await tar.close();
      }
      const manifest = await verifyBackup(draft);
      await rm(target, { recursive: true, force: true });
      await rename(draft, target);
      tell(call, target, manifest);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      if (error instanceof CommandFailure) throw error;
      throw new CommandFailure(`No backup was made: ${reasonOf(error)}`, EXIT.failed, { cause: error });
    }
    return EXIT.ok;
  },
};

const keep = (stream: Readable, target: string, draft: string): Promise<void> =>
  target.endsWith('.tar') ? keepTar(stream, draft) : unpackTar(stream, draft);

function tell(call: Call, target: string, manifest: BackupManifest): void {
  if (call.flag('json')) return call.say(JSON.stringify(manifest));
  for (const line of summaryOf(manifest)) call.say(line);
  call.say(`\nKept in ${target}, read back and compared. Next: wellhead restore ${target} --into EMPTY_FOLDER`);
}
