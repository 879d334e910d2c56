import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { removeEmbeddedPostgres } from '@wellhead/stores';
import { openDataFolder } from './data-folder.js';

/** Tells what is lost, asks (unless `yes`), and empties the data folder. */
export async function reset(dataDir: string, yes: boolean): Promise<void> {
  const full = path.resolve(dataDir);
  const there = await stat(full).catch(() => undefined);
  if (there === undefined) {
    console.log(`Nothing to reset: ${full} does not exist. Next: npm start`);
    return;
  }
  const folder = await openDataFolder(full);
  try {
    console.log(
      [
        `This empties ${full}. Lost for good:`,
        '  every reading and record, the spool and the raw archive',
        '  every forecast, score, limit that was edited, run log and quarantined row',
        '  the token and all passwords (new ones are made)',
        'An InfluxDB, Postgres or Grafana that was given by environment is not touched.',
      ].join('\n'),
    );
    if (!yes && !(await confirmed())) {
      console.log('Nothing was changed.');
      return;
    }
    await removeEmbeddedPostgres(path.join(full, 'postgres'));
    for (const name of await readdir(full))
      if (name !== 'wellhead.lock') await rm(path.join(full, name), { recursive: true, force: true });
  } finally {
    await folder.close();
  }
  console.log('Done. Next: npm start');
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('No terminal to ask: say `npm run reset -- --yes` if you mean it.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Type “yes” to go on: ');
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}
