import { readStandaloneEnv } from '@wellhead/standalone/config';
import { openDataFolder } from '@wellhead/standalone/data-folder';
import { type Engines, openEngines } from '@wellhead/standalone/open-engines';
import { openSecrets } from '@wellhead/standalone/secrets';
import type { Terminal } from '../command.js';
import { wrongUse } from '../failure.js';
import { silentLog } from './database.js';

/** Opens the engines of a data folder, with its lock, for as long as the work takes. */
export async function withEngines<T>(
  { environment }: Pick<Terminal, 'environment'>,
  dataDir: string,
  work: (engines: Engines) => Promise<T>,
): Promise<T> {
  const settings = readStandaloneEnv(environment);
  if (settings.kind === 'faults') throw wrongUse(settings.faults.join('\n'));
  const folder = await openDataFolder(dataDir);
  try {
    const secrets = await openSecrets(dataDir, settings.env.WELLHEAD_TOKEN);
    const engines = await openEngines(settings.env, dataDir, secrets.postgresPassword, silentLog);
    try {
      return await work(engines);
    } finally {
      await engines.close();
    }
  } finally {
    await folder.close();
  }
}
