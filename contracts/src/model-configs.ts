import { z } from 'zod';
import { INTERVALS } from './forecasts.js';
import { modelNameSchema } from './models.js';
import { matcherOf } from './patterns.js';
import { driverSchema, type Signal } from './signals.js';

const patternSchema = z.string().min(1).max(200).describe('a name, in which * stands for any text: well-*');

const LEVELS = INTERVALS.map(({ level }) => level);

/** How signals are to be forecast. What is left out stays as the pack has it. */
export const modelConfigSchema = z.strictObject({
  signals: z
    .array(
      z.strictObject({
        asset: patternSchema.default('*'),
        measurement: patternSchema,
        field: patternSchema,
      }),
    )
    .min(1)
    .max(100)
    .describe('which signals it is for; patterns'),
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
export function configMatcher({
  signals,
}: Pick<ModelConfig, 'signals'>): (signal: Pick<Signal, 'asset' | 'measurement' | 'field'>) => boolean {
  const tests = signals.map(({ asset, measurement, field }) => ({
    asset: matcherOf([asset]),
    measurement: matcherOf([measurement]),
    field: matcherOf([field]),
  }));
  return (signal) =>
    tests.some((test) => test.asset(signal.asset) && test.measurement(signal.measurement) && test.field(signal.field));
}

/** The signal as a document wants it forecast. */
export const configured = (signal: Signal, { horizonSteps, drivers }: ModelConfig): Signal => ({
  ...signal,
  ...(horizonSteps === undefined ? {} : { horizonSteps }),
  ...(drivers.length === 0 ? {} : { drivers }),
});

/** Whether a model, named with its version, may be used. */
export const isAllowed = (model: string, allowed: readonly string[] | undefined): boolean =>
  allowed === undefined || allowed.some((name) => name === model || name === model.split('@')[0]);
