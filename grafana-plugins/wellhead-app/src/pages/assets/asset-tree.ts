import type { Asset, SignalStateAnswer } from '@wellhead/contracts';

/** An asset with what is below it. */
export interface AssetNode {
  readonly asset: Asset;
  readonly children: readonly AssetNode[];
  readonly signals: readonly SignalStateAnswer[];
  /** Limits of its own signals that their last values breach. */
  readonly breached: number;
}

const breaks = ({ lastValue, limits }: SignalStateAnswer): number =>
  lastValue === null
    ? 0
    : limits.filter(({ kind, value }) => (kind.startsWith('high') ? lastValue > value : lastValue < value)).length;

/**
 * Assets as a tree, siblings by title. An asset whose parent is unknown stands at the root; in a circle of parents none is lost: the
 * first by id is taken for the root of it.
 */
export function assetTree(assets: readonly Asset[], signals: readonly SignalStateAnswer[]): readonly AssetNode[] {
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  const children = grouped(assets, ({ parent }) => (parent !== null && known.has(parent) ? parent : ''));
  const ofAsset = grouped(signals, ({ asset }) => asset);
  const placed = new Set<string>();
  const nodeOf = (asset: Asset): AssetNode => {
    placed.add(asset.id);
    const own = ofAsset.get(asset.id) ?? [];
    return {
      asset,
      signals: own,
      breached: own.reduce((sum, signal) => sum + breaks(signal), 0),
      children: nodesOf(children.get(asset.id) ?? []),
    };
  };
  const nodesOf = (siblings: readonly Asset[]): AssetNode[] =>
    siblings
      .filter(({ id }) => !placed.has(id))
      .toSorted((one, other) => one.title.localeCompare(other.title, 'en', { numeric: true }))
      .map(nodeOf);
  const roots = nodesOf(children.get('') ?? []);
  const circles = assets.flatMap((asset) => (placed.has(asset.id) ? [] : [nodeOf(asset)]));
  return [...roots, ...circles];
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

const matches = (text: string, { id, title, kind }: Asset, signals: readonly SignalStateAnswer[]): boolean =>
  [id, title, kind, ...signals.flatMap((signal) => [signal.title, `${signal.measurement}.${signal.field}`])].some(
    (each) => each.toLowerCase().includes(text),
  );

/** What of the tree fits a search: assets whose id, title, kind or signals contain it, those above them, and all below them. */
export function searchTree(nodes: readonly AssetNode[], search: string): readonly AssetNode[] {
  const text = search.trim().toLowerCase();
  if (text === '') return nodes;
  return nodes.flatMap((node) => {
    if (matches(text, node.asset, node.signals)) return node;
    const children = searchTree(node.children, text);
    return children.length === 0 ? [] : { ...node, children };
  });
}

/** The asset and those above it, the root first; empty where it is unknown. */
export function pathTo(nodes: readonly AssetNode[], id: string): readonly AssetNode[] {
  for (const node of nodes) {
    if (node.asset.id === id) return [node];
    const below = pathTo(node.children, id);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}
