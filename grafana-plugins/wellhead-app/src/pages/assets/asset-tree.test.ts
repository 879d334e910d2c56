import type { Asset, SignalStateAnswer } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetTree, pathTo, searchTree, type AssetNode } from './asset-tree.js';

const asset = (id: string, parent: string | null = null, title = id): Asset => ({
  id,
  parent,
  kind: 'well',
  title,
  pack: 'example',
});
const signal = (of: string, lastValue: number | null, limit: number): SignalStateAnswer =>
  ({
    asset: of,
    measurement: 'esp',
    field: 'temperature',
    title: 'Motor temperature',
    lastValue,
    limits: [{ kind: 'high', value: limit }],
  }) as unknown as SignalStateAnswer;
const ids = (nodes: readonly AssetNode[]): unknown[] =>
  nodes.map(({ asset: { id }, children }) => (children.length === 0 ? id : [id, ids(children)]));

describe('the tree of assets', () => {
  it('puts each asset below its parent, siblings by title as people count', () => {
    const tree = assetTree([asset('w10', 'pad'), asset('w9', 'pad'), asset('pad', 'field'), asset('field')], []);
    expect(ids(tree)).toEqual([['field', [['pad', ['w9', 'w10']]]]]);
  });

  it('counts the limits that last values breach', () => {
    const [node] = assetTree([asset('w1')], [signal('w1', 131, 130), signal('w1', 129, 130), signal('w1', null, 1)]);
    expect(node?.breached).toBe(1);
  });

  it('loses no asset, whatever the parents are', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const assets = fc
      .uniqueArray(fc.tuple(names, fc.option(names)), { selector: ([id]) => id })
      .map((all) => all.map(([id, parent]) => asset(id, parent)));
    fc.assert(
      fc.property(assets, (all) => {
        const flat = (nodes: readonly AssetNode[]): string[] =>
          nodes.flatMap((node) => [node.asset.id, ...flat(node.children)]);
        expect(flat(assetTree(all, [])).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      }),
    );
  });

  it('a search keeps what fits, what is above it and what is below it', () => {
    const tree = assetTree(
      [asset('field'), asset('north', 'field'), asset('south', 'field'), asset('w1', 'north')],
      [signal('w1', 1, 2)],
    );
    expect(ids(searchTree(tree, 'NORTH'))).toEqual([['field', [['north', ['w1']]]]]);
    expect(ids(searchTree(tree, 'motor'))).toEqual([['field', [['north', ['w1']]]]]);
    expect(searchTree(tree, 'nothing of this name')).toEqual([]);
  });

  it('tells the way to an asset', () => {
    const tree = assetTree([asset('field'), asset('pad', 'field'), asset('w1', 'pad')], []);
    expect(pathTo(tree, 'w1').map((node) => node.asset.id)).toEqual(['field', 'pad', 'w1']);
    expect(pathTo(tree, 'w2')).toEqual([]);
  });
});
