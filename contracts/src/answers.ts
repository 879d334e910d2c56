import { z } from 'zod';
import { limitKindSchema, limitSchema, signalSchema } from './signals.js';

/** What the API answers and the pages of the app read: the API checks and describes its answers by these, the pages take their types. */

/** What somebody may do: see, change limits and start runs, manage tokens. Each includes those before it. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** Who asks. */
export const callerSchema = z.object({
  role: roleSchema,
  name: z.string().nullable().describe('login in Grafana; null where there is none'),
});
export type Caller = z.infer<typeof callerSchema>;

/** A signal, its limits, and its newest reading. */
export const signalStateSchema = signalSchema.extend({
  limits: z.array(z.object({ kind: limitKindSchema, value: z.number() })),
  lastValue: z.number().nullable(),
  lastText: z.string().nullable().describe('the value as text: exact for int64, and the only one of text'),
  lastAtMs: z.number().nullable(),
  ageMs: z.number().nullable(),
  stale: z.boolean().describe('older than three intervals, or never seen'),
});
export type SignalStateAnswer = z.infer<typeof signalStateSchema>;

/** A limit as it holds now, and who set it. */
export const limitInForceSchema = limitSchema.extend({ changedBy: z.string(), changedAtMs: z.number() });
export type LimitInForceAnswer = z.infer<typeof limitInForceSchema>;

export const limitKeySchema = limitSchema.pick({ asset: true, measurement: true, field: true, kind: true });

/** One change of a limit. */
export const limitChangeSchema = limitKeySchema.extend({
  oldValue: z.number().nullable().describe('null = there was none'),
  newValue: z.number().nullable().describe('null = it was removed'),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
export type LimitChange = z.infer<typeof limitChangeSchema>;

/** The alert rules on limits whose past can be worked out again. */
export const PREVIEWED_RULES = ['breached-now', 'predicted-p50', 'predicted-p90'] as const;

/** From when to when a rule would have fired. */
export const firingSchema = z.object({
  fromMs: z.number(),
  toMs: z.number().nullable().describe('null = it would fire now'),
  worst: z.number().describe('the value farthest beyond the limit, in the unit of the signal'),
  labels: z.record(z.string(), z.string()).describe('tags beside the asset, or the model'),
});
export type Firing = z.infer<typeof firingSchema>;

/** Which alerts a limit would have raised. */
export const limitPreviewSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  readings: z.number().describe('windows of readings that were looked at; 0 = nothing can be said of breached-now'),
  vintages: z.number().describe('forecasts that were looked at; 0 = nothing can be said of predicted ones'),
  uncalibrated: z.number().describe('of these, those whose interval is uncalibrated'),
  rules: z.array(z.object({ rule: z.enum(PREVIEWED_RULES), firings: z.array(firingSchema) })),
});
export type LimitPreview = z.infer<typeof limitPreviewSchema>;
