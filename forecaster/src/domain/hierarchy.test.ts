import { signalSchema, type Signal } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { hierarchyOf } from './hierarchy.js';

const signal = (asset: string, sumOf: readonly string[] = [], more: Partial<Signal> = {}): Signal => ({
  ...signalSchema.parse({
    asset,
    measurement: 'sales',
    field: 'amount',
    title: asset,
    intervalMs: 86_400_000,
    seasonSteps: 7,
    horizonSteps: 7,
    pack: 'test',
  }),
  sumOf: [...sumOf],
  ...more,
});
const names = (signals: readonly Signal[]): string[] => signals.map(({ asset }) => asset);
const leaves = (signals: readonly Signal[], at = 0): unknown => {
  const found = hierarchyOf(signals).leavesOf(signals[at] as Signal);
  return found?.kind === 'leaves' ? names(found.signals) : found;
};

describe('a hierarchy of signals', () => {
  it('finds the parts at the bottom, each once, also on two ways', () => {
    const bottom = ['red-north', 'red-south', 'blue-north', 'blue-south'].map((asset) => signal(asset));
    const sums = [
      signal('all', ['red', 'blue', 'north', 'south']),
      signal('red', ['red-north', 'red-south']),
      signal('blue', ['blue-north', 'blue-south']),
      signal('north', ['red-north', 'blue-north']),
      signal('south', ['red-south', 'blue-south']),
    ];
    expect(leaves([...sums, ...bottom])).toEqual(['red-north', 'red-south', 'blue-north', 'blue-south']);
    expect(leaves([...sums, ...bottom], 3)).toEqual(['red-north', 'blue-north']);
    expect(leaves([...sums, ...bottom], 5)).toBeUndefined();
  });

  it('keeps what adds up in one family and the rest apart', () => {
    const signals = [signal('a', ['b', 'c']), signal('x'), signal('b'), signal('c'), signal('y', ['c'])];
    expect(hierarchyOf(signals).families.map(names)).toEqual([['a', 'b', 'c', 'y'], ['x']]);
  });

  it('says why a sum cannot be built', () => {
    expect(leaves([signal('a', ['b', 'c']), signal('b')])).toEqual({
      kind: 'broken',
      reason: 'its part c sales.amount is not a forecast signal',
    });
    expect(leaves([signal('a', ['b']), signal('b', ['a'])])).toEqual({
      kind: 'broken',
      reason: 'a sales.amount is a part of itself',
    });
    expect(leaves([signal('a', ['b']), signal('b', [], { horizonSteps: 3 })])).toEqual({
      kind: 'broken',
      reason: 'its part b sales.amount has horizonSteps 3, it has 7; make them equal',
    });
  });
});
