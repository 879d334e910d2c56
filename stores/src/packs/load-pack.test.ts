import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPack } from './load-pack.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'wellhead-pack-'));
  await mkdir(path.join(dir, 'sql'));
  await mkdir(path.join(dir, 'migrations'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const put = (file: string, text: string) => writeFile(path.join(dir, file), text);

const MANIFEST = `
name: shop
title: Shop
describes: Sales of a shop
assets: [{ id: shop, kind: store, title: Shop }]
signals: [{ asset: shop, measurement: sales, field: amount, title: Sales, intervalMs: 86400000 }]
flows: [{ name: daily, title: Daily, steps: [{ kind: sql, name: load, file: load.sql }] }]
`;

it('loads manifest, SQL and migrations in their order', async () => {
  await put('pack.yaml', MANIFEST);
  await put('sql/load.sql', 'select 1');
  for (const name of ['0002-more', '0001-sales'])
    for (const way of ['up', 'down']) await put(`migrations/${name}.${way}.sql`, `-- ${way}`);
  const pack = await loadPack(dir);
  expect(pack.manifest.flows[0]?.retries).toBe(2);
  expect(pack.sql).toEqual({ 'load.sql': 'select 1' });
  expect(pack.migrations.map((migration) => migration.name)).toEqual(['shop/0001-sales', 'shop/0002-more']);
});

it('tells all faults at once: file, place, what is wrong', async () => {
  await put(
    'pack.yaml',
    MANIFEST.replace('asset: shop,', 'asset: shopp,').replace('kind: store, ', 'kind: store, parent: town, '),
  );
  await put('migrations/0001-sales.up.sql', '');
  await put('migrations/notes.txt', '');
  const refused = loadPack(dir);
  await expect(refused).rejects.toThrow(/signal shopp sales\.amount: its asset is not among the assets/);
  await expect(refused).rejects.toThrow(/asset shop: its parent town is not among the assets/);
  await expect(refused).rejects.toThrow(/flow daily, step load: sql\/load\.sql is missing/);
  await expect(refused).rejects.toThrow(/0001-sales\.down\.sql is missing/);
  await expect(refused).rejects.toThrow(/notes\.txt: expected a name like/);
});

it('names the place of a wrong value, of broken YAML and of a missing file', async () => {
  await expect(loadPack(dir)).rejects.toThrow(/pack\.yaml: expected a file that describes the pack, found none/);
  await put('pack.yaml', MANIFEST.replace('intervalMs: 86400000', 'intervalMs: daily'));
  await expect(loadPack(dir)).rejects.toThrow(/signals\.0\.intervalMs: .*expected number/);
  await put('pack.yaml', 'name: [shop');
  await expect(loadPack(dir)).rejects.toThrow(/line 1/);
});
