import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { openCatalogue } from './catalogue.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase({ packs: [examplePack] });
  await installPack(database.pool, examplePack);
});
afterAll(() => database.close());

const HIGH = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high' } as const;

describe('the catalogue', () => {
  it('tells the pack’s assets, signals and record types', async () => {
    const catalogue = openCatalogue(database.pool);
    expect((await catalogue.assets()).map((asset) => [asset.id, asset.parent])).toEqual([
      ['pad-1', null],
      ['well-101', 'pad-1'],
    ]);
    expect(await catalogue.signals({ signals: ['esp.temperature'] })).toEqual([
      {
        ...examplePack.manifest.signals[0],
        pack: 'example',
      },
    ]);
    expect(await catalogue.signals({ assets: ['nobody'] })).toEqual([]);
    expect((await catalogue.recordType('lab_results'))?.table).toBe('stg.lab_results');
    expect(await catalogue.recordType('nothing')).toBeUndefined();
  });

  it('keeps a limit that a person set, and one that a person removed, when the pack comes again', async () => {
    const catalogue = openCatalogue(database.pool);
    const outcome = await catalogue.setLimit({ ...HIGH, value: 125.5, source: 'Ann' }, 'ann');
    expect(outcome).toMatchObject({ kind: 'set', limit: { value: 125.5, changedBy: 'ann' } });
    expect(await catalogue.removeLimit({ ...HIGH, field: 'pressure', kind: 'low' }, 'ann')).toBe(true);
    const newer = {
      ...examplePack,
      manifest: {
        ...examplePack.manifest,
        limits: [
          ...examplePack.manifest.limits,
          { ...HIGH, kind: 'high-high' as const, value: 150, source: 'nameplate' },
        ],
      },
    };
    expect(await catalogue.packs()).toEqual([examplePack.manifest]);
    await installPack(database.pool, newer);
    expect(await catalogue.packs()).toEqual([newer.manifest]);
    const limits = await catalogue.limits();
    expect(limits.map((limit) => [limit.field, limit.kind, limit.value])).toEqual([
      ['temperature', 'high', 125.5],
      ['temperature', 'high-high', 150],
    ]);
    const { rows } = await database.pool.query(
      'select old_value, new_value, changed_by from ops.limit_history order by id',
    );
    expect(rows).toEqual([
      { old_value: 130, new_value: 125.5, changed_by: 'ann' },
      { old_value: 40, new_value: null, changed_by: 'ann' },
    ]);
  });

  it('does not set a limit for a signal that nobody knows', async () => {
    const outcome = await openCatalogue(database.pool).setLimit(
      { ...HIGH, field: 'colour', value: 1, source: '' },
      'ann',
    );
    expect(outcome).toEqual({ kind: 'unknown-signal' });
  });

  it('removes what a newer pack no longer names', async () => {
    const smaller = {
      ...examplePack,
      manifest: { ...examplePack.manifest, signals: examplePack.manifest.signals.slice(0, 1), limits: [] },
    };
    await installPack(database.pool, smaller);
    expect((await openCatalogue(database.pool).signals()).map((signal) => signal.field)).toEqual(['temperature']);
    expect((await openCatalogue(database.pool).limits()).map((limit) => limit.changedBy)).toEqual(['ann']);
  });
});
