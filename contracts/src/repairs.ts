import { z } from 'zod';

/** Jobs that the ingestor carries out: what was kept comes in again. */

const timeMsSchema = z.number().int().nonnegative();

/** A time range of the raw archive, by when it was received. */
export const ARCHIVE_REPLAY_QUEUE = 'archive-replay';
export const archiveReplaySchema = z.object({
  fromMs: timeMsSchema.describe('received at or after this time'),
  toMs: timeMsSchema.describe('received before this time'),
  source: z.string().min(1).optional().describe('who sent it; default: everybody'),
});
export type ArchiveReplay = z.infer<typeof archiveReplaySchema>;
