import { z } from 'zod';

/** Which signals a live channel shows; empty lists mean all, as in a query. */
const liveSelectionSchema = z.object({
  assets: z.array(z.string()).default([]),
  signals: z.array(z.string().regex(/^[^.]+\..+$/, 'expected measurement.field')).default([]),
});
export type LiveSelection = z.infer<typeof liveSelectionSchema>;

const PREFIX = 'readings/';

/** Path of the channel of a selection. Names may hold anything while paths may not, hence base64url of its JSON. */
export const liveChannelPath = (selection: z.input<typeof liveSelectionSchema>): string =>
  PREFIX + Buffer.from(JSON.stringify(selection)).toString('base64url');

/** The selection of a path; undefined when there is no such channel. */
export function liveSelectionOf(path: string): LiveSelection | undefined {
  if (!path.startsWith(PREFIX)) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(path.slice(PREFIX.length), 'base64url').toString('utf8'));
    return liveSelectionSchema.safeParse(json).data;
  } catch {
    return undefined;
  }
}
