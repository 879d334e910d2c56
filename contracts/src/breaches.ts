import { z } from 'zod';
import { limitKindSchema } from './signals.js';

/** Whether a predicted breach came: `unknown` where no reading of the horizon arrived. */
export const BREACH_OUTCOMES = ['open', 'came', 'did-not-come', 'unknown'] as const;

/** What stands behind a probability: breaches of the limit itself, or of stand-ins as hard to reach (`forecaster/src/breach/README.md`). */
export const BREACH_GROUNDS = ['limit', 'stand-ins', 'none'] as const;

/**
 * A predicted breach: the first crossing of one limit within the horizon of one vintage. `p10Ms` is the first time by which the limit is
 * crossed with a probability of 0.1, and so on; null = not within the horizon.
 */
export const breachSchema = z.object({
  asset: z.string(),
  measurement: z.string(),
  field: z.string(),
  limit: limitKindSchema,
  limitValue: z.number().describe('the limit as it was when this was predicted, in the unit of the signal'),
  model: z.string().describe('model whose forecast and past errors it is made of'),
  issuedAtMs: z.number().int(),
  cutoffMs: z.number().int(),
  horizonEndMs: z.number().int().describe('time of the last step'),
  probability: z.number().min(0).max(1).describe('of a crossing within the horizon, recalibrated'),
  rawProbability: z.number().min(0).max(1).describe('the share of past error paths that cross, before recalibration'),
  p10Ms: z.number().int().nullable(),
  p50Ms: z.number().int().nullable(),
  p90Ms: z.number().int().nullable(),
  skill: z
    .number()
    .nullable()
    .describe('Brier skill of such probabilities at past origins against the share of breaches; null = not known'),
  judged: z.number().int().nonnegative().describe('past predictions behind the skill'),
  events: z.number().int().nonnegative().describe('how many of those came'),
  grounds: z.enum(BREACH_GROUNDS),
  shown: z.boolean().describe('false: the probability has no skill; it is kept, and not shown or alerted on'),
  runId: z.string(),
});
export type Breach = z.infer<typeof breachSchema>;

/** A predicted breach and what became of it. */
export const scoredBreachSchema = breachSchema.extend({
  calibrated: z
    .boolean()
    .nullable()
    .describe(
      'of the interval of the vintage; false: fewer than 60 rolling origins stand behind it; null: that vintage is gone',
    ),
  outcome: z.enum(BREACH_OUTCOMES),
  cameAtMs: z.number().int().nullable().describe('first reading beyond the limit'),
});
export type ScoredBreach = z.infer<typeof scoredBreachSchema>;
