import type { KeptPosition } from '@wellhead/stores';
import type { RecordHeader } from '../spool/record.js';

/** Positions by source and stream. */
export interface PositionMap {
  /** Takes the position of a record, which lies behind all records before it. */
  add(header: RecordHeader): void;
  /** Takes a position that lies behind all before it. */
  take(position: KeptPosition): void;
  list(): readonly KeptPosition[];
}

/** Collects how far sources have come with the records of one spool, in its order. */
export function openPositions(ingestor: string): PositionMap {
  const last = new Map<string, KeptPosition>();
  const take = (position: KeptPosition): void => void last.set(`${position.source}\n${position.stream}`, position);
  return {
    add({ source, position }) {
      for (const one of position === undefined ? [] : [position].flat()) take({ source, ingestor, ...one });
    },
    take,
    list: () => [...last.values()],
  };
}
