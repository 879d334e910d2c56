import type { PointKey } from './point-key.js';

/**
 * Points by the very bytes of their key, so that tags are decoded once a point and not once a line. Lines that look
 * like earlier ones are read without it (repeated-lines.ts).
 */
export interface Point extends PointKey {
  readonly raw: Uint8Array;
  readonly fields: PointField[];
  /** How its lines look (patterns.ts); -1 until one has been learnt. */
  pattern: number;
  readonly sameHash: Point | undefined;
}

/** A field of a point, by the bytes of its key, with its type and the place of its series in the table. */
export interface PointField {
  readonly raw: Uint8Array;
  readonly name: string;
  /** Index in FIELD_TYPES; -1 until the type is known to be the one that is registered. */
  type: number;
  place: number;
}

export interface PointCache {
  find(bytes: Uint8Array, from: number, to: number, hash: number): Point | undefined;
  add(bytes: Uint8Array, from: number, to: number, hash: number, key: PointKey): Point;
  clear(): void;
  readonly size: number;
}

export function openPointCache(): PointCache {
  const byHash = new Map<number, Point>();
  let size = 0;
  return {
    find(bytes, from, to, hash) {
      let point = byHash.get(hash);
      while (point && !(point.raw.length === to - from && startsWith(bytes, from, to, point.raw)))
        point = point.sameHash;
      return point;
    },
    add(bytes, from, to, hash, key) {
      const point: Point = {
        ...key,
        raw: new Uint8Array(bytes.subarray(from, to)),
        fields: [],
        pattern: -1,
        sameHash: byHash.get(hash),
      };
      byHash.set(hash, point);
      size += 1;
      return point;
    },
    clear() {
      byHash.clear();
      size = 0;
    },
    get size() {
      return size;
    },
  };
}

/** Whether `expected` lies at `from`; compared from its end, where points differ. */
export function startsWith(bytes: Uint8Array, from: number, end: number, expected: Uint8Array): boolean {
  if (from + expected.length > end) return false;
  for (let i = expected.length - 1; i >= 0; i--) if (bytes[from + i] !== expected[i]) return false;
  return true;
}
