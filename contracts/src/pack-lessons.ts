import { z } from 'zod';
import { modelNameSchema } from './models.js';
import { signalName } from './names.js';

/** What the engine learns from a pack's own data beside forecasts. */

/** Machines that fail and are repaired: what their failure is learnt from. */
export const failureWatchSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  recordType: z.string().describe('repairs, one row each'),
  assetColumn: z.string().default('well_id'),
  failedAtColumn: z.string().default('started_at'),
  runsAgainAtColumn: z.string().default('finished_at').describe('empty while it stands'),
  kindColumn: z.string().default('kind'),
  failureKinds: z.array(z.string()).min(1).describe('repairs of other kinds were planned'),
  signals: z.array(signalName).min(1).max(50).describe('what is looked at, as daily means'),
});
export type FailureWatch = z.infer<typeof failureWatchSchema>;

/** Assets that are grouped by the shape of their recent signals. */
export const assetGroupingSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  signals: z.array(signalName).min(1).max(20).describe('an asset takes part that has all of them'),
  days: z.number().int().min(1).max(3_650).default(90).describe('how far back their course is looked at'),
});
export type AssetGrouping = z.infer<typeof assetGroupingSchema>;

const signalPart = z.strictObject({ measurement: z.string().min(1), field: z.string().min(1) });

/** A laboratory value that process values predict: the engine trains it from the pack's own data. */
export const softSensorSchema = z.strictObject({
  name: modelNameSchema,
  title: z.string().min(1),
  describes: z.string().min(1).max(1_000),
  asset: z.string().min(1),
  reference: signalPart.describe('what the laboratory measures'),
  result: signalPart.describe('the signal that it makes; `_uncorrected`, `_bias` and `_deviation` are made beside it'),
  unit: z.string().default(''),
  inputs: z.array(signalPart).min(1).max(200).describe('of the same asset'),
  intervalMs: z.number().int().min(1_000).describe('time between two values; inputs are averaged over it'),
  days: z.number().int().min(1).max(3_650).default(90).describe('how far back it learns'),
  biasWeight: z
    .number()
    .gt(0)
    .max(1)
    .default(0.3)
    .describe('share of what was missing that each result adds to the bias'),
});
export type SoftSensor = z.infer<typeof softSensorSchema>;
