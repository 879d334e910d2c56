import type { FieldType } from '@wellhead/contracts';
import type { AssetRule } from './asset-rule.js';
import type { Columns, OwnedBatch } from './columns.js';

/** Part of a body that is refused: a line, a point or a row, as it came, with the reason. */
export interface RefusedInput {
  /** 1-based line of a text body. */
  readonly line?: number;
  /** 0-based position in a JSON array. */
  readonly index?: number;
  /** Where a source had it, where that is more than a line: file, sheet, row, column. */
  readonly place?: Readonly<Record<string, string | number>>;
  readonly raw: string;
  /** True when `raw` is only its beginning. */
  readonly isPart?: boolean;
  /** Lines, points or rows that it stands for, where that is not one. */
  readonly covers?: number;
  /** Who refused it, where that is not whoever reads such a body: `check hard-range` … */
  readonly by?: string;
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
  readonly batch: OwnedBatch;
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
  /** Of a token that is bound to assets: their patterns, and the rule that the decoder makes of them. */
  readonly assets?: readonly string[] | undefined;
  readonly mayWrite?: AssetRule;
  /** Where the rows are written; default: where those of other bodies are. */
  readonly columns?: Columns;
  /** Told of each line or point that gave rows, [firstRow, end of the rows so far). For a second reading only: it costs a string each. */
  readonly onPart?:
    | ((place: { readonly line: number } | { readonly index: number }, raw: string, firstRow: number) => void)
    | undefined;
  /** For a second reading that wants everything: how many refusals to tell one by one, and how much of each. */
  readonly refusals?: RefusalBounds | undefined;
}

export interface RefusalBounds {
  readonly most: number;
  readonly rawCharacters: number;
}

export const PRECISIONS = ['ns', 'us', 'ms', 's', 'm', 'h'] as const;
/** Unit of the times in a body. */
export type Precision = (typeof PRECISIONS)[number];

/** A body can be refused in as many places as it has bytes: only so many are told and quarantined one by one. */
export const MAX_REFUSED = 1_000;
/** Characters of refused input that are kept in quarantine; the whole body lies in the raw archive. */
export const MAX_RAW = 4_096;

/** Collects refused input within its bounds. */
export const BOUNDED: RefusalBounds = { most: MAX_REFUSED, rawCharacters: MAX_RAW };
/** For who repairs: nothing is left out. */
export const UNBOUNDED: RefusalBounds = { most: Number.POSITIVE_INFINITY, rawCharacters: Number.POSITIVE_INFINITY };

/** The beginning of refused input, and whether that is all of it. */
export const excerptOf = (raw: string, { rawCharacters }: RefusalBounds): Pick<RefusedInput, 'raw' | 'isPart'> =>
  raw.length > rawCharacters ? { raw: raw.slice(0, rawCharacters), isPart: true } : { raw };

export function openRefusals(bounds: RefusalBounds = BOUNDED): {
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
      if (kept.length < bounds.most) kept.push(refused);
      else firstLeftOut ??= refused;
    },
    get count() {
      return count;
    },
    list() {
      if (!firstLeftOut) return kept;
      const reason = `and ${count - kept.length} more from here on; the first says: ${firstLeftOut.reason}`;
      return [...kept, { ...firstLeftOut, reason, covers: count - kept.length }];
    },
  };
}
