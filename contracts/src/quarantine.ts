import { z } from 'zod';

/** open: waits for somebody; replayed: it was let in again; dismissed: laid to rest for a reason. */
export const QUARANTINE_STATES = ['open', 'replayed', 'dismissed'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

export const QUARANTINE_KINDS = ['lines', 'points', 'records', 'file-rows'] as const;
export type QuarantineKind = (typeof QUARANTINE_KINDS)[number];

/** Refused input, as the API tells of it. */
export const quarantinedSchema = z.object({
  id: z.number(),
  receivedAtMs: z.number(),
  source: z.string(),
  refusedBy: z.string().describe('parser, field-types, record-schema, check hard-range, store duckdb …'),
  reason: z.string(),
  raw: z.string().describe('the line or row as it came'),
  place: z.record(z.string(), z.union([z.string(), z.number()])),
  spoolSequence: z.number().optional(),
  ingestor: z.string().optional(),
  state: z.enum(QUARANTINE_STATES).describe('dismissed rows stay to be seen'),
  kind: z.enum(QUARANTINE_KINDS),
  precision: z.string().describe('unit of the times in it'),
  token: z.string(),
  covers: z
    .number()
    .describe(
      'lines, points or rows that it stands for; more than one: the rest of a body, which lies in the raw archive',
    ),
  isPart: z.boolean().describe('true: raw is only its beginning'),
  corrected: z.string().nullable().describe('as a person corrected it'),
  attempts: z.number().describe('how often it was let in again and refused again'),
  lastReason: z.string().nullable().describe('why it was refused the last time'),
  settledReason: z.string().nullable().describe('why it was dismissed'),
  changedBy: z.string().nullable(),
  changedAtMs: z.number().nullable(),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;
