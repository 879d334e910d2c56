import type { SourcePosition } from '@wellhead/stores';
import { z } from 'zod';
import type { Watermark } from './polling-config.js';

const reachedSchema = z.object({ watermark: z.string(), key: z.array(z.string()) });

/** The furthest row of a table that was kept, as Postgres writes it. */
export type Reached = z.infer<typeof reachedSchema>;

/** How far a table has been read. Written with every page that is kept, in the same record. */
export interface TableProgress {
  readonly reached: Reached | undefined;
  /** Rows kept in the life of the source. */
  readonly rows: number;
}

export const positionOf = (table: string, { reached, rows }: TableProgress): SourcePosition => ({
  stream: table,
  position: rows,
  cursor: JSON.stringify(reached),
});

/** Where to go on; a cursor that cannot be read is a beginning. */
export function readTableProgress(position: SourcePosition | undefined): TableProgress {
  const rows = position?.position ?? 0;
  try {
    return { reached: reachedSchema.parse(JSON.parse(position?.cursor ?? '')), rows };
  } catch {
    return { reached: undefined, rows };
  }
}

/** From where a round asks: so much before the watermark as late rows may come, never before the first; undefined: from the beginning. */
export function askedFrom(watermark: Watermark, reached: Reached | undefined): string | undefined {
  const first = watermark.first === undefined ? undefined : String(watermark.first);
  if (!reached) return first;
  if (watermark.form === 'time') {
    const ms = orderOf(watermark, reached.watermark) - watermark.lookBackSeconds * 1_000;
    return new Date(Math.max(ms, first === undefined ? -Infinity : Date.parse(first))).toISOString();
  }
  // As text and whole numbers as such: a double would round long ones.
  const isWhole = /^-?\d+$/.test(reached.watermark) && Number.isInteger(watermark.lookBack);
  const from = isWhole
    ? String(BigInt(reached.watermark) - BigInt(watermark.lookBack))
    : String(Number(reached.watermark) - watermark.lookBack);
  return watermark.first !== undefined && Number(from) < watermark.first ? first : from;
}

/** A watermark to compare with others of its column: ms since 1970, or the number. */
export const orderOf = ({ form }: Watermark, text: string): number =>
  form === 'number'
    ? Number(text)
    : Date.parse(text.includes(':') ? text.replace(' ', 'T').replace(/([+-]\d\d)?$/, zone) : text);

const zone = (found: string): string => (found === '' ? 'Z' : `${found}:00`);
