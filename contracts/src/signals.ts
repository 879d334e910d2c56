import { z } from 'zod';

/** An asset: a thing watched. Assets form a tree by `parent`. */
export const assetSchema = z.object({
  id: z.string().min(1).max(255).describe('stable name, also the value of the tag `asset`'),
  parent: z.string().nullable().default(null).describe('id of the asset above, null at the root'),
  kind: z.string().min(1).describe('field, pad, well, tank, store, category, region …'),
  title: z.string().min(1),
  pack: z.string().min(1),
});
export type Asset = z.infer<typeof assetSchema>;

/** Another signal that drives this one and is known ahead: a price, a promotion, a temperature forecast, a planned stop. */
export const driverSchema = z.strictObject({
  asset: z.string().min(1).optional().describe('default: the asset of the driven signal'),
  measurement: z.string().min(1),
  field: z.string().min(1),
  plan: z
    .strictObject({ measurement: z.string().min(1), field: z.string().min(1) })
    .optional()
    .describe(
      'where its future values stand, of the same asset; default: in the driver itself, whose readings may lie in the future',
    ),
  missing: z
    .enum(['refuse', 'hold', 'zero'])
    .default('refuse')
    .describe('a future step without a value: not known, as the last value, or 0'),
});
export type Driver = z.infer<typeof driverSchema>;

/** The state signal of the same asset that tells when it runs: a frequency, a current, a valve. */
export const runningStateSchema = z.strictObject({
  measurement: z.string().min(1),
  field: z.string().min(1),
  above: z.number().default(0).describe('it runs while the state lies above this'),
  settlesMs: z.number().int().nonnegative().default(0).describe('time after a start until readings count again, in ms'),
});
export type RunningState = z.infer<typeof runningStateSchema>;

/** A signal: one measured quantity of one asset. Its id is `asset measurement.field`. */
export const signalSchema = z.object({
  asset: z.string().min(1),
  measurement: z.string().min(1),
  field: z.string().min(1),
  title: z.string().min(1),
  unit: z.string().default('').describe('Grafana unit id, e.g. currencyUSD, celsius, pressurebar'),
  intervalMs: z.number().int().positive().describe('expected time between two readings, in ms'),
  staleAfterMs: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('age of the newest reading from which it is overdue, in ms; default: three intervals'),
  seasonSteps: z.number().int().positive().default(1).describe('steps of one season: 7 for daily data, 24 for hourly'),
  horizonSteps: z.number().int().nonnegative().default(0).describe('steps to forecast, 0 = not forecast'),
  sumOf: z
    .array(z.string())
    .default([])
    .describe('assets whose same measurement.field adds up to this one; its mean forecast is the sum of theirs'),
  nonNegative: z.boolean().default(false).describe('true: forecasts and bands are cut at zero'),
  drivers: z
    .array(driverSchema)
    .default([])
    .describe('signals that drive this one; used by models that take inputs, when all of the horizon is known'),
  showModels: z
    .array(z.string().min(1))
    .optional()
    .describe('models that are published beside the champion, whichever wins: arps'),
  runsWhile: runningStateSchema
    .optional()
    .describe(
      'readings while its asset stands are missing to forecasts and their scores: they tell of the stop, not of the signal',
    ),
  pack: z.string().min(1),
});
export type Signal = z.infer<typeof signalSchema>;

/** Age of the newest reading from which a signal is overdue, ms. */
export const staleAfterMs = (signal: Pick<Signal, 'intervalMs' | 'staleAfterMs'>): number =>
  signal.staleAfterMs ?? 3 * signal.intervalMs;

export const signalId = (signal: Pick<Signal, 'asset' | 'measurement' | 'field'>): string =>
  `${signal.asset} ${signal.measurement}.${signal.field}`;

export const LIMIT_KINDS = ['low-low', 'low', 'high', 'high-high'] as const;
export const limitKindSchema = z.enum(LIMIT_KINDS);
export type LimitKind = z.infer<typeof limitKindSchema>;

/** A limit of a signal, in the signal's unit. A value above a high limit or below a low one breaches it. */
export const limitSchema = z.object({
  asset: z.string().min(1),
  measurement: z.string().min(1),
  field: z.string().min(1),
  kind: limitKindSchema,
  value: z.number(),
  source: z.string().default('').describe('where the figure comes from: a standard, a nameplate, a person'),
});
export type Limit = z.infer<typeof limitSchema>;

/** Value minus limit, signed so that > 0 always means breached, for low limits too. */
export const marginOf = (kind: LimitKind, value: number, limit: number): number =>
  kind === 'high' || kind === 'high-high' ? value - limit : limit - value;
