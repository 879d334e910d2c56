import { fileURLToPath } from 'node:url';
import { querySchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadPack } from '../../../stores/src/packs/load-pack.js';
import { oilWellsDashboards } from './index.js';

const panelSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.looseObject({ queryType: z.string() })).optional(),
});
const dashboardSchema = z.looseObject({
  uid: z.string().max(40),
  panels: z.array(panelSchema).min(1),
  templating: z.object({
    list: z.array(z.looseObject({ name: z.string(), query: z.unknown() })),
  }),
});
/** As Grafana loads it: JSON. */
const dashboards = Object.entries(oilWellsDashboards().dashboards).map(
  ([name, dashboard]) => [name, dashboardSchema.parse(JSON.parse(JSON.stringify(dashboard)))] as const,
);

describe.each(dashboards)('the dashboard %s of the wells', (_name, dashboard) => {
  it('asks what the data source understands, of marts and record types that the pack has', async () => {
    const { manifest } = await loadPack(fileURLToPath(new URL('..', import.meta.url)));
    const tables = manifest.marts.map(({ table }) => table);
    const types = manifest.recordTypes.map(({ type }) => type);
    for (const target of dashboard.panels.flatMap(({ targets = [] }) => targets)) {
      const query = querySchema.safeParse(target);
      expect(query.error?.issues ?? [], JSON.stringify(target)).toEqual([]);
      if (query.data?.queryType === 'mart') expect(tables).toContain(query.data.table);
      if (query.data?.queryType === 'records') expect(types).toContain(query.data.type);
    }
  });

  it('chains field, pad and well, and says of every panel what it shows', () => {
    const chain = dashboard.templating.list.filter(({ name: variable }) => ['field', 'pad', 'well'].includes(variable));
    expect(chain.map(({ query }) => query)).toMatchObject([
      { assetKind: 'field' },
      { assetKind: 'pad', asset: '$field' },
      { assetKind: 'well', asset: '$pad' },
    ]);
    // Links to a well let all pads in: it may be of any of them.
    expect(chain[1]?.['includeAll']).toBe(true);
    const [note, ...panels] = dashboard.panels;
    expect(note).toMatchObject({
      type: 'text',
      options: { content: expect.stringMatching(/^\*\*Simulated/) as string },
    });
    for (const { type, description = '' } of panels) if (type !== 'row') expect(description).toMatch(/simulated/i);
  });
});
