import type { FieldType, ReadingBatch } from '@wellhead/contracts';

/** Part of a body that is refused: a line, a point or a row, as it came, with the reason. */
export interface RefusedInput {
  /** 1-based line of a text body. */
  readonly line?: number;
  /** 0-based position in a JSON array. */
  readonly index?: number;
  readonly raw: string;
  readonly reason: string;
  readonly found?: string;
  readonly expected?: string;
}

export interface FieldTypeClaim {
  readonly measurement: string;
  readonly field: string;
  readonly type: FieldType;
}

/** What a body of telemetry holds. Counts are of lines or points, as they were received. */
export interface Decoded {
  readonly batch: ReadingBatch;
  readonly received: number;
  readonly refusedCount: number;
  /** The first `MAX_REFUSED` of them; the rest is told by a last entry that covers it. */
  readonly refused: readonly RefusedInput[];
  /** Fields whose type nobody has registered yet, as this body uses them first. */
  readonly newTypes: readonly FieldTypeClaim[];
}

/** How a body is to be read. The outcome depends on nothing else: reading it again from the spool gives the same rows. */
export interface DecodeOptions {
  readonly precision: Precision;
  /** The time of a line without one. */
  readonly receivedAtMs: number;
  /** The registered type of a field; undefined while nobody has used it. A type never changes once it is registered. */
  readonly typeOf: (measurement: string, field: string) => FieldType | undefined;
}

export const PRECISIONS = ['ns', 'us', 'ms', 's', 'm', 'h'] as const;
/** Unit of the times in a body. */
export type Precision = (typeof PRECISIONS)[number];

/** A body can be refused in as many places as it has bytes: only so many are told and quarantined one by one. */
export const MAX_REFUSED = 1_000;
/** Characters of refused input that are kept in quarantine; the whole body lies in the raw archive. */
export const MAX_RAW = 4_096;

/** Collects refused input within its bounds. */
export function openRefusals(): {
  add(refused: RefusedInput): void;
  readonly count: number;
  list(): readonly RefusedInput[];
} {
  const kept: RefusedInput[] = [];
  let count = 0;
  let firstLeftOut: RefusedInput | undefined;
  return {
    add(refused) {
      count += 1;
      if (kept.length < MAX_REFUSED) kept.push(refused);
      else firstLeftOut ??= refused;
    },
    get count() {
      return count;
    },
    list() {
      if (!firstLeftOut) return kept;
      const reason = `and ${count - kept.length} more from here on; the first says: ${firstLeftOut.reason}`;
      return [...kept, { ...firstLeftOut, reason }];
    },
  };
}
