import { windowStart } from '../shape.js';
import { SLOT_NS } from '../store.js';

/** Rows or figures of some series between two instants, the first in, the last out. */
export interface Piece {
  readonly ids: readonly number[];
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** What a read takes from figures, in whole slots, and what it takes from sorted readings: together everything, nothing twice. */
export interface Cover {
  readonly figures: readonly Piece[];
  readonly readings: readonly Piece[];
}

/**
 * Divides a read in windows between figures and readings. Figures serve windows that are a multiple of their slot; readings serve the ragged ends,
 * series without figures, and times before a series' figures begin (`figuredFrom`, by series).
 */
export function coverOf(
  { ids, fromNs, toNs }: Piece,
  everyNs: bigint,
  figuredFrom: ReadonlyMap<number, bigint>,
): Cover {
  if (everyNs % SLOT_NS !== 0n) return { figures: [], readings: [{ ids, fromNs, toNs }] };
  const firstSlotNs = windowStart(fromNs + SLOT_NS - 1n, SLOT_NS);
  const endNs = windowStart(toNs, SLOT_NS);
  const idsByStart = new Map<bigint, number[]>();
  const withoutFigures: number[] = [];
  for (const id of ids) {
    const figuredNs = figuredFrom.get(id);
    const startNs = figuredNs !== undefined && figuredNs > firstSlotNs ? figuredNs : firstSlotNs;
    if (figuredNs === undefined || startNs >= endNs) {
      withoutFigures.push(id);
      continue;
    }
    const group = idsByStart.get(startNs);
    if (group) group.push(id);
    else idsByStart.set(startNs, [id]);
  }
  const figures = [...idsByStart].map(([startNs, group]): Piece => ({ ids: group, fromNs: startNs, toNs: endNs }));
  const readings = [
    { ids: withoutFigures, fromNs, toNs },
    ...figures.flatMap((piece) => [
      { ids: piece.ids, fromNs, toNs: piece.fromNs },
      { ids: piece.ids, fromNs: endNs, toNs },
    ]),
  ];
  return { figures, readings: readings.filter((piece) => piece.ids.length > 0 && piece.fromNs < piece.toNs) };
}
