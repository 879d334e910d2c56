import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../../testing/database.js';
import { warehousePage, warehouseRelations } from '../../testing/warehouse-page.js';
import { loadPack } from '../packs/load-pack.js';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the warehouse', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    const packs = ['retail-sales', 'oil-wells', 'delivery', 'market-data'].map((name) => loadPack(at(`packs/${name}`)));
    database = await openTestDatabase({ packs: await Promise.all(packs) });
  });
  afterAll(() => database.close());

  it('says what every table, view and column holds', async () => {
    const relations = await warehouseRelations(database.pool);
    expect(new Set(relations.map(({ schema }) => schema))).toEqual(new Set(['stg', 'ods', 'dds', 'mart', 'ops']));
    const bare = relations.flatMap(({ schema, name, comment, columns }) => [
      ...(comment ? [] : [`${schema}.${name}`]),
      ...columns.filter((column) => !column.comment).map((column) => `${schema}.${name}.${column.name}`),
    ]);
    expect(bare).toEqual([]);
  });

  it('says of every mart and fact which question it is for', async () => {
    const relations = await warehouseRelations(database.pool);
    const marts = relations.filter(({ schema }) => schema === 'mart' || schema === 'dds');
    expect(marts.length).toBeGreaterThan(0);
    const silent = marts.filter(({ comment }) => !/Main questions?: \S/.test(comment ?? ''));
    expect(silent.map(({ schema, name }) => `${schema}.${name}`)).toEqual([]);
  });

  it('is described in docs/warehouse.md as it is', async () => {
    await expect(await warehousePage(database.pool)).toMatchFileSnapshot(at('docs/warehouse.md'));
  });
});
