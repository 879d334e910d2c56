import { appendFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** As far as receivers stand in the file of contact points. */
const INDENT = ' '.repeat(6);

/**
 * Adds to a file of contact points the channels of a folder whose variables are all set: each file there is an item of the list of receivers that
 * ends the file.
 */
export async function addChannels(
  contactPoints: string,
  channels: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  for (const name of (await readdir(channels)).sort()) {
    const receiver = await readFile(path.join(channels, name), 'utf8');
    const named = [...receiver.matchAll(/\$\{(\w+)\}/g)].map(([, variable]) => variable ?? '');
    if (named.every((variable) => variables[variable]))
      await appendFile(contactPoints, receiver.replaceAll(/^/gm, INDENT));
  }
}
