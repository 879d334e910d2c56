import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownPanelTypes, standInTypes } from '../page/panels/stand-in-types.js';
import { readDashboards } from './dashboards.js';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');
interface Panel {
  readonly type: string;
  readonly panels?: readonly Panel[];
}
const typesOf = (panels: readonly Panel[]): string[] =>
  panels.flatMap(({ type, panels: inner = [] }) => [type, ...typesOf(inner)]);

describe('provisioned dashboards', async () => {
  const dashboards = await readDashboards(path.join(repository, 'provisioning/dashboards'));

  it('are found', () => expect(dashboards.length).toBeGreaterThan(0));

  it.each(dashboards.map(({ listed, json }) => [listed.title, json] as const))(
    '“%s” uses only panels that the preview can draw',
    (_title, json) => {
      const known: readonly string[] = [...standInTypes, ...ownPanelTypes, 'row'];
      const { panels = [] } = JSON.parse(json) as { panels?: readonly Panel[] };
      expect(typesOf(panels).filter((type) => !known.includes(type))).toEqual([]);
    },
  );

  it('are those of the folders that are asked for', async () => {
    const some = await readDashboards(path.join(repository, 'provisioning/dashboards'), ['operations']);
    expect(new Set(some.map(({ listed }) => listed.folder))).toEqual(new Set(['operations']));
  });

  it('are none, and no failure, where the folder is missing', async () => {
    expect(await readDashboards(path.join(repository, 'no-such-folder'))).toEqual([]);
  });
});
