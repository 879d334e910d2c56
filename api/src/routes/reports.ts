import {
  acceptedJobSchema,
  ProblemError,
  REPORT_QUEUE,
  reportAnswerSchema,
  reportJobSchema,
  reportOrderFault,
  reportTemplateAnswerSchema,
  type ReportJobInput,
} from '@wellhead/contracts';
import { listReports, openCatalogue } from '@wellhead/stores';
import { z } from 'zod';
import { numberParameter } from '../http/parse.js';
import { route, type Route } from '../http/route.js';
import { acceptedJob } from './jobs.js';

const reportsQuerySchema = z.object({
  report: z.string().optional(),
  limit: numberParameter.pipe(z.number().min(1).max(1_000)).optional().describe('100'),
});

/** Reports that packs can make, those that were made, and making one. */
export const reportRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/report-templates',
    summary: 'Reports that the packs can make',
    role: 'viewer',
    answer: z.array(reportTemplateAnswerSchema),
    handle: async ({ services: { stores } }) => {
      const catalogue = openCatalogue(stores.pool);
      const assets = await catalogue.assets();
      return (await catalogue.packs()).flatMap((pack) =>
        pack.reports.map(({ name, title, describes, period, of }) => ({
          name,
          pack: pack.name,
          title,
          describes,
          period,
          ...(of === undefined
            ? {}
            : { assets: assets.filter(({ kind }) => kind === of).map((one) => ({ id: one.id, title: one.title })) }),
        })),
      );
    },
  }),
  route({
    method: 'get',
    path: '/reports',
    summary: 'Reports that were made, the newest first; a file of one is a document of the intake',
    role: 'viewer',
    query: reportsQuerySchema,
    answer: z.array(reportAnswerSchema),
    handle: async ({ query, services: { stores } }) => [...(await listReports(stores.pool, query))],
  }),
  route({
    method: 'post',
    path: '/reports/{name}/make',
    summary: 'Make a report now: of the last full period, the last that has ended by a day, or of days',
    role: 'editor',
    body: reportJobSchema.pick({ day: true, fromDay: true, asset: true }).optional(),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../jobs/${job}` }),
    handle: async ({ params, body, services: { stores, jobs } }) => {
      const report = params['name'] ?? '';
      const catalogue = openCatalogue(stores.pool);
      const templates = (await catalogue.packs()).flatMap((pack) => pack.reports);
      const template = templates.find(({ name }) => name === report);
      if (template === undefined)
        throw new ProblemError(
          'not-found',
          `There is no report ${report}: there are ${templates.map(({ name }) => name).join(', ') || 'none'}.`,
        );
      const fault = reportOrderFault(template, body ?? {}, await catalogue.assets());
      if (fault !== undefined) throw new ProblemError('bad-request', fault);
      const job: ReportJobInput = { ...body, report, reason: 'demand' };
      return acceptedJob(jobs, REPORT_QUEUE, job, { expireSeconds: 600 });
    },
  }),
];
