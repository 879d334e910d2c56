import { z } from 'zod';

/** The way of a model version: tried, used, no longer used. A retired one may be taken up again. */
export const MODEL_STATUSES = ['candidate', 'champion', 'retired'] as const;
export const modelStatusSchema = z.enum(MODEL_STATUSES);
export type ModelStatus = z.infer<typeof modelStatusSchema>;

export const modelNameSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens, a letter first');

/**
 * A comparison on the same rolling origins, errors of all three alike: mean absolute error over that of the one-step seasonal naive (MASE),
 * averaged over series; of a soft sensor the mean absolute error.
 */
export const backTestSchema = z.object({
  error: z.number().nonnegative(),
  naiveError: z
    .number()
    .nonnegative()
    .describe('of the seasonal naive forecast; of a soft sensor: of the last known value'),
  incumbentError: z
    .number()
    .nonnegative()
    .nullable()
    .describe('of the champion of the same name; null = there is none'),
  incumbent: z
    .number()
    .int()
    .nullable()
    .optional()
    .describe('version of that champion; absent: it was not asked, or nobody wrote down which'),
  series: z.number().int().nonnegative(),
  origins: z.number().int().nonnegative().describe('pairs of forecast and outcome, by origin and series'),
  untilMs: z.number().int().optional().describe('no outcome at or after this time was used'),
});
export type BackTest = z.infer<typeof backTestSchema>;

/** Fewer origins than this are luck. */
export const LEAST_ORIGINS = 20;

/** Less than a thousandth is rounding. */
const BEATEN_RATIO = 0.999;

/** Whether a candidate may become champion; the sentence says why not. `championNow`: version of the champion of its name, null = none. */
export function gateOf(
  { error, naiveError, incumbentError, incumbent, origins }: BackTest,
  championNow?: number | null,
): string | undefined {
  if (origins < LEAST_ORIGINS) return `it was tried on ${origins} origins only, ${LEAST_ORIGINS} are needed`;
  if (!(error <= naiveError * BEATEN_RATIO))
    return `its error ${figure(error)} does not beat the naive one ${figure(naiveError)}`;
  if (incumbentError !== null && !(error <= incumbentError * BEATEN_RATIO))
    return `its error ${figure(error)} does not beat the champion's ${figure(incumbentError)}`;
  if (incumbent !== undefined && typeof championNow === 'number' && championNow !== incumbent)
    return `it was tried against ${incumbent === null ? 'no champion' : `version ${incumbent}`}, and version ${championNow} is champion now: try it again`;
  return undefined;
}

const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** What it takes to do a run again and get the same numbers. */
export const reproductionSchema = z.object({
  fromMs: z.number().int().describe('first time of the readings that were used, in'),
  untilMs: z.number().int().describe('last time of them, out'),
  dataSha256: z.string().describe('of the readings as they were used'),
  seed: z.number().int().nullable().describe('null = nothing was left to chance'),
  configuration: z.record(z.string(), z.unknown()).describe('all that was asked for'),
  versions: z.record(z.string(), z.string()).describe('of code, runtimes and models'),
  resultSha256: z.string().describe('of the numbers that came out'),
});
export type Reproduction = z.infer<typeof reproductionSchema>;

/** The group of signals that a pooled model is for: signals of one interval, season and horizon whose recent seasons run alike. */
export const modelGroupSchema = z.object({
  number: z.number().int().positive().describe('from 1, the largest group first'),
  groups: z.number().int().positive().describe('how many there are'),
  silhouette: z.number().describe('mean over its signals: how well they fit into it, -1 … 1'),
  meanSilhouette: z.number().describe('mean over the signals of all groups'),
});
export type ModelGroup = z.infer<typeof modelGroupSchema>;

/** What a model says of itself; also kept inside of the ONNX file. Further facts may stand beside these. */
export const modelCardSchema = z.looseObject({
  describes: z.string(),
  intervalMs: z.number().int().positive().optional(),
  seasonSteps: z.number().int().positive().optional(),
  horizonSteps: z.number().int().positive().optional(),
  lags: z.number().int().positive().optional().describe('steps of the past that it looks at'),
  trainedUntilMs: z.number().int().optional().describe('no reading at or after this time was used to train it'),
  seed: z.number().int().optional(),
  group: modelGroupSchema
    .extend({ signals: z.array(z.string()).describe('its signals, by name') })
    .optional()
    .describe('absent: it is for all signals of its shape'),
  isCalibrated: z.boolean().optional().describe('whether its intervals or probabilities were calibrated'),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

/** A version as the registry holds it, without its bytes. */
export const registeredModelSchema = z.object({
  name: modelNameSchema,
  version: z.number().int().positive(),
  kind: z.string().describe('family: mlp, soft-sensor …'),
  sha256: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  status: modelStatusSchema,
  card: modelCardSchema,
  backTest: backTestSchema.nullable(),
  reproduction: reproductionSchema.nullable(),
  createdBy: z.string(),
  createdAtMs: z.number(),
});
export type RegisteredModel = z.infer<typeof registeredModelSchema>;

/** One step on a version's way, and why. */
export const modelTransitionSchema = z.object({
  name: z.string(),
  version: z.number().int(),
  from: modelStatusSchema.nullable().describe('null = it was registered'),
  to: modelStatusSchema,
  reason: z.string(),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type ModelTransition = z.infer<typeof modelTransitionSchema>;
