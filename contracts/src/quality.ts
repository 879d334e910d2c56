import { z } from 'zod';

/**
 * Quality of a reading, from the mildest to the gravest. A reading that is not good has a companion in telemetry: measurement
 * `wellhead_quality`, the tags of its series and its measurement as tag `measurement`, its field, its time; the value is text, the codes that
 * hold, with commas between them. No companion means good, as does the text `good`, which a correction leaves behind.
 */
export const QUALITY_CODES = ['unit-converted', 'clock-skew', 'unknown-asset', 'stuck', 'rate', 'soft-range'] as const;
export type QualityCode = (typeof QUALITY_CODES)[number];

export const QUALITY_MEASUREMENT = 'wellhead_quality';
/** Tag of a companion that names the measurement of its reading. */
export const QUALITY_OF = 'measurement';
export const GOOD = 'good';

const rangeSchema = z
  .strictObject({
    low: z.number().optional().describe('the least value allowed'),
    high: z.number().optional().describe('the greatest value allowed'),
  })
  .refine(({ low, high }) => low !== undefined || high !== undefined, 'a range needs low, high or both')
  .refine(({ low = -Infinity, high = Infinity }) => low <= high, 'low is above high');

/** What readings of a signal are checked for before they are acknowledged. Figures are in the unit of the signal. */
export const checkSchema = z.strictObject({
  measurement: z.string().min(1),
  field: z.string().min(1),
  assets: z
    .array(z.string().min(1))
    .default([])
    .describe('of these assets; empty = of all that have no check of their own'),
  unit: z
    .string()
    .min(1)
    .optional()
    .describe(
      'unit that readings are kept in; default: the unit of the signal. A reading that declares another one (tag `unit`) is converted or refused',
    ),
  hard: rangeSchema.optional().describe('outside of it no value is possible: the line is refused'),
  soft: rangeSchema.optional().describe('outside of it a value is improbable: it is kept and marked soft-range'),
  mostPerSecond: z.number().positive().optional().describe('a faster change is marked rate'),
  stuckAfter: z
    .number()
    .int()
    .min(2)
    .optional()
    .describe('readings of the very same value in a row, from which on they are marked stuck'),
});
export type Check = z.infer<typeof checkSchema>;

export const UNKNOWN_ASSET_POLICIES = ['accept', 'register', 'quarantine'] as const;

/** How a pack's measurements are taken in, whatever the signal. */
export const intakePolicySchema = z.strictObject({
  unknownAsset: z
    .enum(UNKNOWN_ASSET_POLICIES)
    .default('accept')
    .describe(
      'an asset that no catalogue knows: accept and mark unknown-asset, register it with its signals, or refuse',
    ),
  clockSkewMs: z
    .number()
    .int()
    .nonnegative()
    .default(300_000)
    .describe('a reading this far ahead of our clock is marked clock-skew, ms'),
  farFutureMs: z
    .number()
    .int()
    .positive()
    .default(86_400_000)
    .describe('a reading this far ahead of our clock is refused, ms'),
});
export type IntakePolicy = z.infer<typeof intakePolicySchema>;
