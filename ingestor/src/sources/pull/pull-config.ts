import { z } from 'zod';
import { askingSchema } from '../asking/asking-config.js';
import { payloadSchema } from '../payload/payload-config.js';
import { scheduleSchema } from '../schedule/schedule.js';
import { sourceName } from '../source-name.js';

const text = z.string().min(1);
const path = text.describe('dotted path in the answer, such as data.rows or 0.items');

/** How the page behind a page is found. */
export const nextPageSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('none') }),
  z.strictObject({
    by: z.literal('link'),
    at: path.optional().describe('where the address stands; default: the header Link with rel="next"'),
  }),
  z.strictObject({ by: z.literal('cursor'), at: path, parameter: text.default('cursor') }),
  z
    .strictObject({
      by: z.literal('page'),
      parameter: text.default('page'),
      first: z.number().int().default(1),
    })
    .describe('numbers until a page has no items'),
]);

/** What the source asks for next time: only what has changed since. */
export const watermarkSchema = z.strictObject({
  at: path.describe('where an item tells when it changed, or its growing number'),
  parameter: text.describe('query parameter that asks for items from there on'),
  form: z.enum(['rfc3339', 'ms', 's', 'number']).default('rfc3339'),
  first: z.union([text, z.number()]).describe('what is asked for at first'),
  lookBackSeconds: z
    .number()
    .nonnegative()
    .default(0)
    .describe('asked for again each time, so that late corrections overwrite'),
});
export type WatermarkConfig = z.infer<typeof watermarkSchema>;

export const pullSourceSchema = z.strictObject({
  kind: z.literal('pull'),
  name: sourceName,
  url: z.url({ protocol: /^https?$/, error: 'expected http:// or https://' }),
  query: z.record(text, z.string()).default({}).describe('query parameters of every first page'),
  ...askingSchema,
  schedule: scheduleSchema,
  maxBytes: z.number().int().positive().default(64_000_000).describe('of one page'),
  items: z.string().default('').describe('dotted path to the list of items; empty: the answer is the list'),
  next: nextPageSchema.default({ by: 'none' }),
  watermark: watermarkSchema.optional(),
  columns: z
    .record(text, path)
    .optional()
    .describe('members of an item by dotted path: { temperature: sensors.temp.value }; default: the item as it is'),
  payload: payloadSchema({}),
});
export type PullSourceConfig = z.infer<typeof pullSourceSchema>;
