import { z } from 'zod';

const warningScoreSchema = z.object({
  warnings: z.number().int(),
  failures: z.number().int(),
  precision: z.number().nullable().describe('warnings that a failure followed, of all warnings; null without any'),
  recall: z.number().nullable().describe('failures that a warning came before, of all failures; null without any'),
  falseAlarmsAWellYear: z.number(),
  leadDays: z.number().nullable().describe('median days from the first warning to the failure'),
});

/** What the card of a model of failures says beside the usual: all it takes to use it, and how good it was on machines and days it has not seen. */
export const failureCardSchema = z.object({
  pack: z.string(),
  watch: z.string(),
  signals: z.array(z.string()),
  withinDays: z.number().int().positive(),
  seed: z.number().int(),
  untilDay: z.number().int().describe('days of the history that were learnt from'),
  calibration: z.object({ intercept: z.number(), slope: z.number(), seenUpTo: z.number().nullable() }),
  threshold: z.number(),
  heldOut: z.object({
    machines: z.number().int(),
    days: z.number().int().describe('days of machines that were judged'),
    warnings: warningScoreSchema,
    rule: warningScoreSchema.describe('the plain rule on the same days: any signal over its limit'),
  }),
});
export type FailureCard = z.infer<typeof failureCardSchema>;
