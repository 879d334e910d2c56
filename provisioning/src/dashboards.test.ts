import { querySchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedFiles } from './files.js';

const targetSchema = z.looseObject({ refId: z.string(), queryType: z.string() });
const dashboardSchema = z.looseObject({
  uid: z.string().min(1).max(40),
  description: z.string().min(10),
  schemaVersion: z.number(),
  panels: z.array(
    z.looseObject({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      description: z.string().optional(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(targetSchema).optional(),
      fieldConfig: z.unknown().optional(),
    }),
  ),
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string() })).optional() }).optional(),
  annotations: z.looseObject({ list: z.array(z.looseObject({ target: targetSchema })).optional() }).optional(),
});
/** Of all cells without a value. */
const DASHES = {
  matcher: { id: 'byRegexp', options: '/.*/' },
  properties: [{ id: 'noValue', value: '–' }],
};
const dashboards = [...generatedFiles()]
  .filter(([name]) => name.endsWith('.json'))
  .map(([name, json]) => [name, dashboardSchema.parse(JSON.parse(json))] as const);

describe.each(dashboards)('%s', (_, { panels, templating, annotations, schemaVersion }) => {
  it('asks only what the data source understands', () => {
    const targets = [
      ...panels.flatMap((panel) => panel.targets ?? []),
      ...(annotations?.list ?? []).map(({ target }) => target),
    ];
    for (const target of targets)
      expect(querySchema.safeParse(target).error?.issues ?? [], JSON.stringify(target)).toEqual([]);
  });

  it('uses no variable that it does not have', () => {
    const known = (templating?.list ?? []).map(({ name }) => name);
    const used = [...JSON.stringify([panels, annotations, templating]).matchAll(/\$\{?(\w+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !name.startsWith('__'));
    for (const name of used) expect(known).toContain(name);
  });

  it('has panels that say what they show, fit into 24 columns and do not overlap', () => {
    const taken = new Set<string>();
    for (const { title, type, description = '', gridPos } of panels) {
      // A note without a title says it itself.
      if (type !== 'row' && !(type === 'text' && title === '')) expect(description.length, title).toBeGreaterThan(10);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x} ${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says in no cell of a table what the table says when it has no rows', () => {
    for (const { type, title, fieldConfig } of panels)
      if (type === 'table')
        expect(fieldConfig, title).toMatchObject({ overrides: expect.arrayContaining([DASHES]) as object });
  });

  it('has a schema that Grafana 12.0 can read, which later versions bring up to date', () => {
    expect(schemaVersion).toBe(41);
  });
});
