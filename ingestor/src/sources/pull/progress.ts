import type { SourcePosition } from '@wellhead/stores';
import { z } from 'zod';

const watermarkSchema = z.object({ text: z.string(), order: z.number() });
const cursorSchema = z.object({
  /** What the rounds that are over have reached. */
  watermark: watermarkSchema.optional(),
  /** A round under way: the address of its next page, and what it has reached so far. */
  round: z.object({ next: z.string(), reached: watermarkSchema.optional() }).optional(),
});

/** How far a pull has come. Written with every page that is kept, in the same record. */
export interface PullProgress extends z.infer<typeof cursorSchema> {
  /** Pages kept in the life of the source. */
  readonly pages: number;
}

export const PULL_STREAM = 'pages';

/** Where to go on; a cursor that cannot be read is a beginning. */
export function readProgress(position: SourcePosition | undefined): PullProgress {
  if (position?.cursor === undefined) return { pages: position?.position ?? 0 };
  try {
    return { ...cursorSchema.parse(JSON.parse(position.cursor)), pages: position.position };
  } catch {
    return { pages: position.position };
  }
}

export const positionOf = ({ pages, ...cursor }: PullProgress): SourcePosition => ({
  stream: PULL_STREAM,
  position: pages,
  cursor: JSON.stringify(cursor),
});
