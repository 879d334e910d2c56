import { z } from 'zod';

/** The quantiles of every published forecast: the median and the bounds of the 50, 80 and 95 % intervals. */
export const QUANTILES = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975] as const;
export type Quantile = (typeof QUANTILES)[number];

/** Interval levels and the quantiles that bound them. */
export const INTERVALS = [
  { level: 0.5, lower: 0.25, upper: 0.75 },
  { level: 0.8, lower: 0.1, upper: 0.9 },
  { level: 0.95, lower: 0.025, upper: 0.975 },
] as const;

/**
 * A vintage: one forecast as it was issued. Quantile arrays have one value a step; step 0 is the first after the cutoff,
 * `cutoffMs + (step + 1) × stepMs` its time.
 */
export const forecastSchema = z.object({
  asset: z.string(),
  measurement: z.string(),
  field: z.string(),
  model: z.string().describe('name and version: holt-winters@2, seasonal-naive@1'),
  issuedAtMs: z.number().int(),
  cutoffMs: z.number().int().describe('time of the last reading that was used'),
  stepMs: z.number().int().positive(),
  mean: z
    .array(z.number())
    .describe('expected value by step; parts add up to their total here, which quantiles cannot'),
  quantiles: z
    .record(z.string(), z.array(z.number()))
    .describe('quantile as text ("0.5") → values, in the unit of the signal'),
  calibrated: z.boolean().describe('false: fewer than 60 rolling origins stand behind the interval'),
  origins: z.number().int().nonnegative().describe('rolling origins that the interval was learnt from'),
  runId: z.string(),
});
export type Forecast = z.infer<typeof forecastSchema>;

/** Back-test of one model on one signal: errors from rolling origins, coverage of the intervals as it was realised. */
export const scoreSchema = z.object({
  model: z.string(),
  mase: z
    .number()
    .nullable()
    .describe(
      'mean absolute error over that of the seasonal naive one-step error in the history; null where that is 0',
    ),
  wape: z.number().nullable(),
  pinball: z
    .number()
    .nullable()
    .describe('mean loss over the published quantiles; null for a model that was scored without intervals'),
  origins: z.number().int().nonnegative(),
  coverage: z
    .record(z.string(), z.object({ hit: z.number().int(), n: z.number().int() }))
    .describe('interval level ("0.8") → realised hits of n'),
});
export type Score = z.infer<typeof scoreSchema>;

/** A vintage older than twice its schedule is stale. */
export const isStale = (issuedAtMs: number, scheduleMs: number, nowMs: number): boolean =>
  nowMs - issuedAtMs > 2 * scheduleMs;

/** The job that asks the forecaster to run; an empty list of signals means all that have a horizon. */
export const FORECAST_QUEUE = 'forecast-run';
export const forecastJobSchema = z.object({
  reason: z.enum(['schedule', 'demand', 'feed']),
  pack: z.string().optional(),
  signals: z.array(z.object({ asset: z.string(), measurement: z.string(), field: z.string() })).default([]),
  asOfMs: z
    .array(z.number().int())
    .default([])
    .describe('one vintage for each, as if it were now: later readings are not used; empty = now'),
});
export type ForecastJob = z.infer<typeof forecastJobSchema>;
/** `forecastJobSchema` before its defaults: what a caller writes. */
export type ForecastJobInput = z.input<typeof forecastJobSchema>;
