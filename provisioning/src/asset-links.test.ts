import { PACK_NAMES } from '@wellhead/packs';
import { loadPack } from '@wellhead/stores';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedFiles } from './files.js';

const targetSchema = z.looseObject({
  queryType: z.string(),
  assets: z.array(z.string()).default([]),
  signals: z.array(z.string()).default([]),
  columns: z.array(z.string()).default([]),
});
const panelSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  targets: z.array(targetSchema).default([]),
  links: z.array(z.looseObject({ url: z.string() })).default([]),
  fieldConfig: z
    .looseObject({
      overrides: z.array(z.looseObject({ properties: z.array(z.looseObject({ id: z.string(), value: z.unknown() })) })),
    })
    .optional(),
});
const dashboardSchema = z.looseObject({
  uid: z.string(),
  panels: z.array(panelSchema),
  templating: z.looseObject({
    list: z.array(z.looseObject({ name: z.string(), includeAll: z.boolean().optional() })).default([]),
  }),
});
type Panel = z.output<typeof panelSchema>;

const files = [...generatedFiles()]
  .filter(([name]) => name.endsWith('.json'))
  .map(([name, json]) => [name, dashboardSchema.parse(JSON.parse(json))] as const);
const manifests = await Promise.all(
  PACK_NAMES.map(
    async (name) => (await loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)))).manifest,
  ),
);
const ofPacks = new Set(manifests.flatMap(({ signals }) => signals.map((one) => `${one.measurement}.${one.field}`)));
/** Our own metrics and a variable that may be anything are no signals of an asset. */
const isSignal = (name: string): boolean => ofPacks.has(name) || name.startsWith('$');
const linksSchema = z.array(z.object({ url: z.string() }));
/** Links of cells and lines. */
const fieldLinks = (panel: Panel): readonly string[] =>
  (panel.fieldConfig?.overrides ?? [])
    .flatMap(({ properties }) => properties)
    .flatMap(({ id, value }) => (id === 'links' ? linksSchema.parse(value).map(({ url }) => url) : []));
const NAMES_AN_ASSET = ['asset', 'well_id', 'tank'];
/** Things of a pack that are no assets: they lead to a dashboard with only them. */
const NAMES_A_THING = ['category', 'region', 'courier', 'order_type', 'ticker', 'batch'];

describe.each(files.filter(([name]) => !name.includes('/operations/')))('%s', (_, { panels }) => {
  it('leads from every table that names assets, and every line of a signal, to the page of it', () => {
    for (const panel of panels) {
      const named =
        panel.type === 'table' &&
        panel.targets.some(
          ({ queryType, columns }) =>
            ['breach', 'scorecard', 'dynacards'].includes(queryType) ||
            columns.some((name) => NAMES_AN_ASSET.includes(name)),
        );
      const ofThings =
        ['table', 'timeseries', 'piechart', 'bargauge'].includes(panel.type) &&
        panel.targets.some(({ columns }) => columns.some((name) => NAMES_A_THING.includes(name)));
      const drawn =
        panel.type === 'timeseries' &&
        panel.targets.some(({ queryType, signals }) => queryType === 'anomaly' || signals.some(isSignal));
      if (named || drawn || ofThings) expect(fieldLinks(panel), panel.title).not.toEqual([]);
    }
  });

  it('leads from the head of every fan and control chart of a signal to the page of the signal', () => {
    for (const { type, title, targets, links } of panels) {
      const ofSignal = targets.find(({ queryType, assets }) => queryType === 'telemetry' && assets.length === 1);
      if (/fanchart|controlchart/.test(type) && ofSignal !== undefined)
        expect(
          links.map(({ url }) => url),
          title,
        ).toEqual([`/d/wellhead-signal?var-asset=${ofSignal.assets[0]}&var-signal=${ofSignal.signals[0]}`]);
    }
  });
});

it('links lead to dashboards that there are, and set variables that these have', () => {
  const byUid = new Map(files.map(([, dashboard]) => [dashboard.uid, dashboard]));
  const urls = files.flatMap(([, { panels }]) =>
    panels.flatMap((panel) => [...fieldLinks(panel), ...panel.links.map(({ url }) => url)]),
  );
  const ours = [...new Set(urls)].filter((url) => url.startsWith('/d/'));
  expect(ours.length).toBeGreaterThan(8);
  for (const url of ours) {
    const [path = '', search = ''] = url.split('?');
    const known = byUid.get(path.slice('/d/'.length))?.templating.list;
    expect(known, url).toBeDefined();
    for (const [, name = '', value = ''] of search.matchAll(/var-(\w+)=([^&]*)/g)) {
      const variable = known?.find((one) => one.name === name);
      expect(variable, url).toBeDefined();
      if (value === '$__all') expect(variable?.includeAll, url).toBe(true);
    }
  }
});
