import { z } from 'zod';
import { INTERVALS } from './forecasts.js';
import { modelNameSchema } from './models.js';
import { signalMatcherOf, signalPatternSchema } from './patterns.js';
import { driverSchema, type Signal } from './signals.js';

const LEVELS = INTERVALS.map(({ level }) => level);

/** How signals are to be forecast. What is left out stays as the pack has it. */
export const modelConfigSchema = z.strictObject({
  signals: z.array(signalPatternSchema).min(1).max(100).describe('which signals it is for; patterns'),
  horizonSteps: z.number().int().min(1).max(1_000).optional().describe('steps to forecast'),
  levels: z
    .array(z.literal(LEVELS))
    .min(1)
    .optional()
    .describe('interval levels that are copied to telemetry; vintages keep all'),
  models: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*(@\d+)?$/, 'expected a name like holt-winters or holt-winters@2'))
    .min(1)
    .optional()
    .describe('models that may be used, with or without a version; the seasonal naive forecast always may'),
  drivers: z.array(driverSchema).max(20).default([]).describe('signals that help to forecast these'),
  priority: z.enum(['high', 'normal', 'low']).default('normal').describe('in which order a run forecasts'),
});
export type ModelConfig = z.infer<typeof modelConfigSchema>;

/** A version of a document as it is kept; `document` null = removed by this version. */
export const keptModelConfigSchema = z.object({
  name: modelNameSchema,
  version: z.number().int().positive(),
  document: modelConfigSchema.nullable(),
  reason: z.string(),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type KeptModelConfig = z.infer<typeof keptModelConfigSchema>;

/** Tells whether a document is for a signal. */
export const configMatcher = ({ signals }: Pick<ModelConfig, 'signals'>) => signalMatcherOf(signals);

/** The signal as a document wants it forecast. */
export const configured = (signal: Signal, { horizonSteps, drivers }: ModelConfig): Signal => ({
  ...signal,
  ...(horizonSteps === undefined ? {} : { horizonSteps }),
  ...(drivers.length === 0 ? {} : { drivers }),
});

/** Whether a model, named with its version, may be used. */
export const isAllowed = (model: string, allowed: readonly string[] | undefined): boolean =>
  allowed === undefined || allowed.some((name) => name === model || name === model.split('@')[0]);
