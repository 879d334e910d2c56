import { z } from 'zod';
import { forecastSchema } from './forecasts.js';
import { registeredModelSchema } from './models.js';

/** A vintage, as the API tells of it. */
export const vintageSchema = forecastSchema.extend({ champion: z.boolean() });
export type VintageAnswer = z.infer<typeof vintageSchema>;

/** The newest back-test of a model on a signal. */
export const modelScoreSchema = z.object({
  asset: z.string(),
  measurement: z.string(),
  field: z.string(),
  model: z.string(),
  champion: z.boolean(),
  mase: z.number().nullable(),
  wape: z.number().nullable(),
  pinball: z.number().nullable(),
  origins: z.number(),
  coverage: z.record(z.string(), z.object({ hit: z.number(), n: z.number() })),
  calibrated: z
    .boolean()
    .nullable()
    .describe('false: fewer than 60 rolling origins stand behind its intervals; null: it was scored without intervals'),
  scoredAtMs: z.number(),
  runId: z.string(),
});
export type ModelScore = z.infer<typeof modelScoreSchema>;

/** A version, and what its back-test says of it. */
export const judgedModelSchema = registeredModelSchema.extend({
  gate: z.string().nullable().describe('why it may not become champion; null = it may'),
});
export type JudgedModel = z.infer<typeof judgedModelSchema>;
