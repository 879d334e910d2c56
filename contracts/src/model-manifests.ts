import { z } from 'zod';
import { modelNameSchema } from './models.js';
import { signalPatternSchema } from './patterns.js';

const portSchema = z.string().min(1).max(200);
const range = {
  low: z.number().describe('smallest value that it was trained on'),
  high: z.number().describe('largest value that it was trained on'),
};
const steps = z.number().int().min(1).max(10_000);
const common = {
  name: modelNameSchema,
  describes: z.string().min(1).max(2_000).describe('what it is and what it was trained on'),
  input: portSchema.describe('name of its input in the file'),
  output: portSchema.describe('name of its output in the file'),
};

/** Forecasts from a window: input float [rows, windowSteps], output float [rows, horizonSteps]. */
export const forecasterManifestSchema = z.strictObject({
  kind: z.literal('forecaster'),
  ...common,
  signals: z.array(signalPatternSchema).min(1).max(100).describe('signals that it is for; patterns'),
  intervalMs: z.number().int().positive().describe('time between two steps; other signals are left out'),
  seasonSteps: steps,
  windowSteps: steps.describe(
    'steps of the past that it is given, the newest last; a missing one is that of a season before',
  ),
  horizonSteps: steps,
  values: z
    .enum(['plain', 'scaled'])
    .describe(
      'plain: in the unit of the signal; scaled: minus the mean of the window, over its mean seasonal difference',
    ),
  range: z.strictObject(range).optional().describe('of plain values'),
  trainedUntilMs: z
    .number()
    .int()
    .describe(
      'no reading at or after this time was used to train it: it is only judged on what came later; ms since 1970',
    ),
});
export type ForecasterManifest = z.infer<typeof forecasterManifestSchema>;

/** A soft sensor: input float [rows, inputs], output float [rows] or [rows, 1]. */
export const softSensorManifestSchema = z.strictObject({
  kind: z.literal('soft-sensor'),
  ...common,
  intervalMs: z.number().int().min(1_000).describe('time between two values; inputs are averaged over it'),
  inputs: z
    .array(
      z.strictObject({
        asset: z.string().min(1),
        measurement: z.string().min(1),
        field: z.string().min(1),
        unit: z.string().default(''),
        ...range,
      }),
    )
    .min(1)
    .max(5_000)
    .describe('the columns of its input, in order, with the range that it was trained on'),
  result: z
    .strictObject({
      asset: z.string().min(1),
      measurement: z.string().min(1),
      field: z.string().min(1),
      title: z.string().min(1),
      unit: z.string().default(''),
    })
    .describe('the signal that it makes'),
  reference: z
    .strictObject({ asset: z.string().min(1), measurement: z.string().min(1), field: z.string().min(1) })
    .optional()
    .describe('what was measured of the same quantity, such as a laboratory; without it there is no back-test'),
  biasWeight: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe(
      'each value of the reference moves what is added to the result by this share of what was missing; then fields `_uncorrected`, `_bias` and `_deviation` stand beside it',
    ),
  trainedUntilMs: z
    .number()
    .int()
    .optional()
    .describe('nothing at or after this time was used to train it: it is only judged on what came later'),
});
export type SoftSensorManifest = z.infer<typeof softSensorManifestSchema>;

/** What a person says of an ONNX file that is brought. */
export const modelManifestSchema = z
  .discriminatedUnion('kind', [forecasterManifestSchema, softSensorManifestSchema])
  .superRefine((manifest, context) => {
    const ranges = manifest.kind === 'soft-sensor' ? manifest.inputs : manifest.range ? [manifest.range] : [];
    for (const { low, high } of ranges)
      if (low > high) context.addIssue({ code: 'custom', message: `a range ends (${high}) before it begins (${low})` });
  });
export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** Largest file that is taken, bytes. */
export const MOST_MODEL_BYTES = 32 * 1024 * 1024;

/** Work on models: a job for the forecaster. */
export const MODEL_QUEUE = 'model-work';
const version = z.number().int().positive();
const by = z.string().default('schedule');
export const modelJobSchema = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('check'), upload: z.string() })
    .describe('inspect an uploaded file, run it once, register it'),
  z.object({ kind: z.literal('back-test'), name: modelNameSchema, version, by, promote: z.boolean().default(true) }),
  z.object({ kind: z.literal('back-test-all') }).describe('every candidate and champion that was brought'),
  z.object({ kind: z.literal('soft-sensors') }).describe('every champion that is a soft sensor, up to now'),
  z.object({ kind: z.literal('rerun'), runId: z.string() }).describe('do a forecast run again and compare'),
]);
export type ModelJob = z.infer<typeof modelJobSchema>;
export type ModelJobInput = z.input<typeof modelJobSchema>;

/** What became of an upload. */
export const uploadOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('registered'),
    name: z.string(),
    version: z.number(),
    status: z.string(),
    notes: z.array(z.string()).default([]).describe('what it wants before it can do anything: readings, signals'),
  }),
  z.object({ kind: z.literal('refused'), reasons: z.array(z.string()) }),
]);
export type UploadOutcome = z.infer<typeof uploadOutcomeSchema>;
