import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The provisioned dashboards, read from their folder at each request, so that a changed file is seen at once. */

export interface ListedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Name of the folder below the dashboards' folder; empty at its root. */
  readonly folder: string;
  /** As Grafana names it: `/d/<uid>`. */
  readonly url: string;
}

export async function readDashboards(
  dir: string,
  folders?: readonly string[],
): Promise<{ listed: ListedDashboard; json: string }[]> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const read = await Promise.all(files.map((file) => readDashboard(dir, file)));
  return read
    .filter((each) => each !== undefined)
    .filter(({ listed }) => folders === undefined || folders.includes(listed.folder));
}

async function readDashboard(
  dir: string,
  file: string,
): Promise<{ listed: ListedDashboard; json: string } | undefined> {
  const json = await readFile(file, 'utf8');
  const { uid, title, description = '', tags = [] } = JSON.parse(json) as Partial<ListedDashboard>;
  if (typeof uid !== 'string' || typeof title !== 'string') return undefined;
  const folder = path.relative(dir, path.dirname(file));
  return { listed: { uid, title, description, tags, folder, url: `/d/${uid}` }, json };
}
