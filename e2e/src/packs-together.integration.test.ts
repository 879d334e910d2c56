import { fileURLToPath } from 'node:url';
import { PACK_NAMES } from '@wellhead/packs';
import { installPack, loadPack, migrateUp } from '@wellhead/stores';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';

const root = fileURLToPath(new URL('../../packs', import.meta.url));
const names = PACK_NAMES;
const packs = await Promise.all(names.map((name) => loadPack(`${root}/${name}`)));

it.each([
  ['record type', packs.flatMap(({ manifest }) => manifest.recordTypes.map(({ type }) => type))],
  ['table of records', packs.flatMap(({ manifest }) => manifest.recordTypes.map(({ table }) => table))],
  ['flow', packs.flatMap(({ manifest }) => manifest.flows.map(({ name }) => name))],
  ['report', packs.flatMap(({ manifest }) => manifest.reports.map(({ name }) => name))],
  ['asset', packs.flatMap(({ manifest }) => manifest.assets.map(({ id }) => id))],
])('no two packs have a %s of the same name', (_, found) => {
  expect(found.length).toBeGreaterThan(0);
  expect(found.toSorted()).toEqual([...new Set(found)].toSorted());
});

it('every signal with a limit is forecast, so that it has a time to breach and a model with a score', () => {
  for (const { manifest } of packs)
    for (const { asset, measurement, field } of manifest.limits) {
      const signal = manifest.signals.find(
        (one) => one.asset === asset && one.measurement === measurement && one.field === field,
      );
      expect(signal?.horizonSteps, `${asset} ${measurement}.${field}`).toBeGreaterThan(0);
    }
});

it('all packs live in one database, and come into it twice without a change', async () => {
  const database = await openTestDatabase({ packs });
  try {
    for (const pack of [...packs, ...packs]) await installPack(database.pool, pack);
    expect(await migrateUp(database.pool, packs)).toEqual([]);
    const { rows } = await database.pool.query<{ pack: string }>('select distinct pack from ops.assets order by 1');
    expect(rows.map(({ pack }) => pack)).toEqual(names.toSorted());
  } finally {
    await database.close();
  }
});
