import { readFileSync } from 'node:fs';
import { packSchema, querySchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { retailSalesDashboards } from './index.js';

const pack = packSchema.parse(parse(readFileSync(new URL('../pack.yaml', import.meta.url), 'utf8')));

const panelSchema = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  // A note of one line says it itself.
  description: z.string().min(10).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.looseObject({ refId: z.string(), queryType: z.string() })).optional(),
});
const dashboardSchema = z.looseObject({
  uid: z.string().min(1).max(40),
  title: z.string(),
  description: z.string(),
  panels: z.array(panelSchema),
  templating: z.object({
    list: z
      .array(z.looseObject({ name: z.string(), options: z.array(z.object({ value: z.string() })).default([]) }))
      .min(1),
  }),
  links: z.array(z.looseObject({ tags: z.array(z.string()) })).min(1),
  annotations: z.object({ list: z.array(z.looseObject({ target: z.looseObject({ queryType: z.string() }) })).min(1) }),
});

/** As Grafana loads it: JSON. */
const dashboards = Object.entries(retailSalesDashboards().dashboards).map(
  ([name, dashboard]) => [name, dashboardSchema.parse(JSON.parse(JSON.stringify(dashboard)))] as const,
);

describe.each(dashboards)('the dashboard %s', (_, dashboard) => {
  const queries = [
    ...dashboard.panels.flatMap((panel) => panel.targets ?? []),
    ...dashboard.annotations.list.map(({ target }) => target),
  ];

  it('asks only what the data source understands, of marts that the pack publishes', () => {
    const tables = pack.marts.map(({ table }) => table);
    for (const target of queries) {
      const query = querySchema.safeParse(target);
      expect(query.error?.issues ?? [], JSON.stringify(target)).toEqual([]);
      if (query.data?.queryType === 'mart') expect(tables).toContain(query.data.table);
    }
  });

  it('uses every variable it has, and none it has not', () => {
    const known = dashboard.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify([dashboard.panels, dashboard.annotations]).matchAll(/\$\{?(\w+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !name.startsWith('__'));
    expect([...new Set(used)].sort()).toEqual([...known].sort());
  });

  it('says that dates are shifted where one sees it without scrolling on 1366 × 768', () => {
    expect(dashboard.description).toMatch(/dates shifted/i);
    const note = dashboard.panels.find(({ type }) => type === 'text');
    expect(JSON.stringify(note)).toMatch(/dates shifted/i);
    expect((note?.gridPos.y ?? 99) + 4).toBeLessThanOrEqual(16);
  });

  it('has variables that name assets of the pack', () => {
    const assets = pack.assets.map(({ id }) => id);
    for (const { name, options } of dashboard.templating.list) {
      if (name === 'asset') for (const { value } of options) expect(assets).toContain(value);
    }
  });
});
