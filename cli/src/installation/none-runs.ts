import { dataFolderHolder } from '@wellhead/standalone/data-folder';
import { CommandFailure, reasonOf } from '../failure.js';
import { apiUrlOf, type Settings } from '../settings.js';

/** What runs on this installation, in words; undefined when nothing is seen. */
async function whoRuns(settings: Settings): Promise<string | undefined> {
  const holder = await dataFolderHolder(settings.WELLHEAD_DATA_DIR);
  if (holder !== undefined) return `process ${holder} uses the data folder ${settings.WELLHEAD_DATA_DIR}`;
  // With engines of its own the lock says it all; whoever answers on the port may belong to another folder.
  if (settings.DATABASE_URL === undefined) return undefined;
  const url = apiUrlOf(settings);
  const answers = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    (error: unknown) => {
      // Nobody listens: what is hoped for. Anything else is a service that is there and slow.
      return /timeout|aborted/i.test(reasonOf(error));
    },
  );
  return answers ? `a service answers at ${url}` : undefined;
}

/** Ends the command where a Wellhead runs. */
export async function requireNoneRuns(settings: Settings, command: string): Promise<void> {
  const runs = await whoRuns(settings);
  if (runs !== undefined)
    throw new CommandFailure(`wellhead ${command} wants Wellhead stopped, but ${runs}: stop it, then try again.`);
}
