import {
  acceptedJobSchema,
  ProblemError,
  REPORT_QUEUE,
  reportAnswerSchema,
  reportJobSchema,
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
    handle: async ({ services: { stores } }) =>
      (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
        pack.reports.map(({ name, title, describes, period }) => ({ name, pack: pack.name, title, describes, period })),
      ),
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
    summary: 'Make a report now: of the last full period, or the last that has ended by a day',
    role: 'editor',
    body: reportJobSchema.pick({ day: true }).optional(),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../jobs/${job}` }),
    handle: async ({ params, body, services: { stores, jobs } }) => {
      const report = params['name'] ?? '';
      const names = (await openCatalogue(stores.pool).packs()).flatMap((pack) =>
        pack.reports.map((template) => template.name),
      );
      if (!names.includes(report))
        throw new ProblemError('not-found', `There is no report ${report}: there are ${names.join(', ') || 'none'}.`);
      const job: ReportJobInput = { ...body, report, reason: 'demand' };
      return acceptedJob(jobs, REPORT_QUEUE, job, { expireSeconds: 600 });
    },
  }),
];
