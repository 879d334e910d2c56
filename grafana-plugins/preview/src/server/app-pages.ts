import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const pluginSchema = z.object({
  includes: z.array(z.looseObject({ type: z.string(), name: z.string(), path: z.string() })),
});

/** A page of the app, as its plugin.json lists it for Grafana's navigation. */
export interface AppPageEntry {
  readonly title: string;
  readonly path: string;
}

/** The pages of the built app, in the order of its plugin.json. */
export async function readAppPages(pluginsDistDir: string): Promise<readonly AppPageEntry[]> {
  const text = await readFile(path.join(pluginsDistDir, 'plugin.json'), 'utf8');
  return pluginSchema
    .parse(JSON.parse(text))
    .includes.filter(({ type }) => type === 'page')
    .map(({ name, path: address }) => ({ title: name, path: address }));
}
