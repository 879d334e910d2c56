import { z } from 'zod';

/**
 * The history of a signal as its published model sees it: value = trend + season + remainder at each step. The last element of each array
 * stands at the cutoff, the others a step before the next.
 */
export const decompositionSchema = z.object({
  asset: z.string(),
  measurement: z.string(),
  field: z.string(),
  model: z.string(),
  issuedAtMs: z.number().int().describe('issued with the vintage of this time'),
  cutoffMs: z.number().int(),
  stepMs: z.number().int().positive(),
  trend: z.array(z.number()),
  season: z.array(z.number()).describe('0 on the mean of a season'),
  remainder: z.array(z.number().nullable()).describe('null where there is no reading'),
  runId: z.string(),
});
export type Decomposition = z.infer<typeof decompositionSchema>;

export const DECOMPOSITION_PARTS = ['trend', 'season', 'remainder'] as const;
