import { z } from 'zod';
import { secretSchema } from '../../secret.js';
import { sourceName } from '../../source-name.js';
import { metricNamingSchema } from '../metric-naming.js';

const text = z.string().min(1);
const scrapeTargetSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'expected http:// or https:// with host, port and path' }),
  labels: z.record(text, z.string()).default({}).describe('labels beside job and instance, for every sample of it'),
});
export type ScrapeTarget = z.infer<typeof scrapeTargetSchema>;

export const scrapeSourceSchema = z.strictObject({
  kind: z.literal('prometheus-scrape'),
  name: sourceName,
  job: text.describe('label job of every sample'),
  targets: z.array(scrapeTargetSchema).min(1),
  everySeconds: z.number().positive().default(15),
  timeoutSeconds: z.number().positive().default(10).describe('of one scrape; at most everySeconds'),
  honorTimestamps: z.boolean().default(true).describe('whether times that a target tells are taken'),
  bearerToken: secretSchema.optional(),
  maxBytes: z
    .number()
    .int()
    .positive()
    .default(10_000_000)
    .describe('of one answer, decompressed; a longer one fails the scrape'),
  ...metricNamingSchema,
});
export type ScrapeSourceConfig = z.infer<typeof scrapeSourceSchema>;
