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

/** Open rows of quarantine; each condition that is given must hold, none means all of them. */
export const quarantineSelectionSchema = z.object({
  ids: z.array(z.number().int().positive()).min(1).max(10_000).optional(),
  source: z.string().min(1).optional().describe('who sent it'),
  refusedBy: z
    .string()
    .min(1)
    .optional()
    .describe('parser, field-types, record-schema, check hard-range, store duckdb …'),
  reason: z.string().min(1).optional().describe('text within the reason, in any case'),
  asset: z.string().min(1).optional().describe('value of the tag asset'),
  fromMs: timeMsSchema.optional().describe('received at or after this time'),
  toMs: timeMsSchema.optional().describe('received before this time'),
});
export type QuarantineSelection = z.infer<typeof quarantineSelectionSchema>;

/** Refused rows that are let in again. */
export const QUARANTINE_REPLAY_QUEUE = 'quarantine-replay';
