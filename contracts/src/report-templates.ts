import { z } from 'zod';
import { querySchema } from './queries.js';

/** What a report is made of, as a pack writes it. Every number in it is the answer of one of these queries. */

/** Days that a report is about: the last full one of its kind. A week begins on Monday; days are UTC. */
export const REPORT_PERIODS = ['day', 'week', 'month'] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** Files that a made report leaves as. CSV: one file a table, because a CSV holds one. */
export const REPORT_FORMATS = ['pdf', 'xlsx', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const shown = {
  unit: z.string().default('').describe('as in Grafana: currencyUSD, celsius; stands behind the title'),
  decimals: z.number().int().min(0).max(6).default(0),
};
/** A query and the days beyond the period that it looks at. A forecast is the one that was believed at the end of the period. */
const askedSchema = z.object({
  query: querySchema,
  daysBefore: z.number().int().min(0).max(400).default(0),
  daysAfter: z.number().int().min(0).max(400).default(0),
});

/** Hours of the day (UTC) that a section is about, such as 0 to 12 for a shift of twelve; only in a report of a day. */
const hoursSchema = z
  .object({ from: z.number().int().min(0).max(23), to: z.number().int().min(1).max(24) })
  .refine(({ from, to }) => from < to, { error: 'hours.from must be before hours.to' })
  .optional();

export const reportSectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), title: z.string(), text: z.string() }),
  z
    .object({
      kind: z.literal('figures'),
      title: z.string(),
      figures: z
        .array(z.object({ title: z.string(), query: querySchema, ...shown }))
        .min(1)
        .max(8),
      hours: hoursSchema,
    })
    .describe('numbers of the period, each beside the same of the period before'),
  z
    .object({
      kind: z.literal('chart'),
      title: z.string(),
      chart: z.enum(['lines', 'bars', 'stacked-bars']),
      queries: z.array(askedSchema).min(1),
      hours: hoursSchema,
      ...shown,
    })
    .describe('series over time; quantiles of a forecast become its median and bands'),
  z
    .object({
      kind: z.literal('table'),
      title: z.string(),
      ...askedSchema.shape,
      hours: hoursSchema,
      columns: z
        .array(z.object({ column: z.string(), title: z.string(), ...shown }))
        .default([])
        .describe('empty = all, under their own names'),
    })
    .describe('rows of one query'),
]);
export type ReportSection = z.infer<typeof reportSectionSchema>;

/** Whether some of a report is about hours of one day. */
export const hasHours = ({
  hours,
  sections,
}: {
  readonly hours?: object | undefined;
  readonly sections: readonly ReportSection[];
}): boolean => hours !== undefined || sections.some((one) => 'hours' in one && one.hours !== undefined);

export const reportTemplateSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: z.string(),
    describes: z.string().default(''),
    period: z.enum(REPORT_PERIODS),
    of: z
      .string()
      .min(1)
      .optional()
      .describe(
        'kind of the one asset that it is of, chosen when it is made: `$asset` in queries, `{asset}` in titles',
      ),
    hours: hoursSchema.describe(
      'hours of the day that all of it is about, such as a shift; those of a section go first',
    ),
    sections: z.array(reportSectionSchema).min(1),
  })
  .refine((template) => template.period === 'day' || !hasHours(template), {
    error: 'hours need period: day',
    path: ['sections'],
  });
export type ReportTemplate = z.infer<typeof reportTemplateSchema>;

/** Queue of reports that are asked for; a flow's step makes the others. */
export const REPORT_QUEUE = 'report';
export const reportJobSchema = z.object({
  report: z.string().min(1).describe('name of the template'),
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe('YYYY-MM-DD: the last period that has ended by this day; default: the last full one'),
  fromDay: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe('YYYY-MM-DD: instead of a period all days from this one to `day`, both in'),
  asset: z.string().min(1).max(255).optional().describe('the asset that it is of, where its template is of one'),
  reason: z.string().default('demand'),
});
export type ReportJobInput = z.input<typeof reportJobSchema>;

/** The setting that says who gets reports; the name of a template, or `*` for all, to addresses. */
export const REPORT_RECIPIENTS_SETTING = 'report-recipients';
export const reportRecipientsSchema = z.record(z.string(), z.array(z.email()).max(100));

/** A file of a made report: a document in the raw archive. */
export const reportFileSchema = z.object({
  format: z.enum(REPORT_FORMATS),
  name: z.string(),
  document: z.string().describe('id; GET /api/v1/documents/{id}/content of the ingestor has its bytes'),
  bytes: z.number().int(),
});
export type ReportFile = z.infer<typeof reportFileSchema>;
