import { z } from 'zod';
import { REPORT_PERIODS, reportFileSchema } from './report-templates.js';

/** What the API says of reports. */

export const reportTemplateAnswerSchema = z.object({
  name: z.string(),
  pack: z.string(),
  title: z.string(),
  describes: z.string(),
  period: z.enum(REPORT_PERIODS),
  assets: z
    .array(z.object({ id: z.string(), title: z.string() }))
    .optional()
    .describe('those that it can be made of, one at a time; absent: it is of no single asset'),
});
export type ReportTemplateAnswer = z.infer<typeof reportTemplateAnswerSchema>;

/** A report as it was made; days are `YYYY-MM-DD`, UTC, both in. */
export const reportAnswerSchema = z.object({
  id: z.string(),
  report: z.string().describe('name of the template'),
  pack: z.string(),
  title: z.string(),
  fromDay: z.string(),
  toDay: z.string(),
  madeAtMs: z.number(),
  reason: z.string(),
  files: z.array(reportFileSchema),
  deliveredTo: z.array(z.string()),
});
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;
