import { moreUrgent, type Tile } from './board-model.js';

export interface TileGroup {
  /** Undefined: assets of no group, or groups are not asked for. */
  readonly name: string | undefined;
  /** Mean of its assets: how well they fit into it, −1 to 1; undefined where nothing says it. */
  readonly silhouette: number | undefined;
  readonly tiles: readonly Tile[];
}

/** Tiles as they are drawn: sorted, in groups; the group with the most urgent tile first. */
export function arranged(
  tiles: readonly Tile[],
  { sortBy, byGroup }: { readonly sortBy: 'urgency' | 'name'; readonly byGroup: boolean },
): readonly TileGroup[] {
  const names = new Intl.Collator(undefined, { numeric: true });
  const byName = (a: Tile, b: Tile): number => names.compare(a.title, b.title);
  const sorted = tiles.toSorted((a, b) =>
    sortBy === 'urgency' ? moreUrgent(a.worst, b.worst) || byName(a, b) : byName(a, b),
  );
  const groups = new Map<string | undefined, Tile[]>();
  for (const tile of sorted) {
    const name = byGroup ? tile.group?.name : undefined;
    const inside = groups.get(name) ?? [];
    inside.push(tile);
    groups.set(name, inside);
  }
  return [...groups].map(([name, inside]) => ({
    name,
    silhouette: name === undefined ? undefined : meanOf(inside.flatMap(({ group }) => group?.silhouette ?? [])),
    tiles: inside,
  }));
}

const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
