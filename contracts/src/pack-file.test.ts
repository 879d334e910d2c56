import { describe, expect, it } from 'vitest';
import { packFileSchema } from './pack-file.js';

const written = {
  name: 'field',
  title: 'Field',
  describes: 'Wells',
  assets: [
    { id: 'north', kind: 'field', title: 'North' },
    { id: 'pad-1', parent: 'north', kind: 'pad', title: 'Pad 1' },
    { id: 'pad-2', parent: 'north', kind: 'pad', title: 'Pad 2' },
    { id: 'w-{n}', parent: 'pad-1', kind: 'well', title: 'Well {n}', numbered: { from: 101, to: 103 } },
    { id: 'w-201', parent: 'pad-2', kind: 'well', title: 'Well 201' },
  ],
};
const current = {
  measurement: 'esp',
  field: 'current',
  title: 'Current of {asset}',
  intervalMs: 60_000,
  limits: [{ kind: 'high', value: 60, source: 'nameplate' }],
};
const spread = (forEach: object[]) => packFileSchema.parse({ ...written, forEach });

describe('a pack file', () => {
  it('numbers assets, and gives every well below a pad its signals and limits', () => {
    const { assets, signals, limits } = spread([{ kind: 'well', below: 'pad-1', signals: [current] }]);
    expect(assets.map(({ id }) => id)).toEqual(['north', 'pad-1', 'pad-2', 'w-101', 'w-102', 'w-103', 'w-201']);
    expect(signals.map(({ asset, title }) => [asset, title])).toEqual([
      ['w-101', 'Current of Well 101'],
      ['w-102', 'Current of Well 102'],
      ['w-103', 'Current of Well 103'],
    ]);
    expect(signals[0]).not.toHaveProperty('limits');
    expect(limits).toContainEqual({
      asset: 'w-103',
      measurement: 'esp',
      field: 'current',
      kind: 'high',
      value: 60,
      source: 'nameplate',
    });
  });

  it('takes all of a kind, of any depth below, or those that are named', () => {
    const wells = (choice: object) => spread([{ ...choice, signals: [current] }]).signals.map(({ asset }) => asset);
    expect(wells({ kind: 'well' })).toEqual(['w-101', 'w-102', 'w-103', 'w-201']);
    expect(wells({ below: 'north', kind: 'well' })).toEqual(['w-101', 'w-102', 'w-103', 'w-201']);
    expect(wells({ assets: ['w-102', 'w-201'] })).toEqual(['w-102', 'w-201']);
  });

  it('keeps a plain list as it is', () => {
    const plain = { ...current, asset: 'w-201', title: 'Current' };
    expect(packFileSchema.parse({ ...written, signals: [plain] }).signals).toHaveLength(1);
  });

  it('tells of a choice that no asset fits, of unknown names, and of one that says nothing', () => {
    const fault = (forEach: object) =>
      packFileSchema.safeParse({ ...written, forEach: [forEach] }).error?.issues.map(({ message }) => message);
    expect(fault({ kind: 'tank', signals: [current] })).toEqual(['no asset is what kind, below and assets say']);
    expect(fault({ assets: ['w-999'], signals: [current] })).toEqual(['w-999: not among the assets']);
    expect(fault({ signals: [current] })).toEqual(['expected kind, below or assets']);
  });
});
