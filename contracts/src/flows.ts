import { z } from 'zod';
import { columnName, signalName } from './names.js';
import { lessonSchema } from './training.js';

const fileName = z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u, 'expected the name of a file, without its folders');

/** Rows of a raw file: the columns named are there as text, whatever else the file holds. */
export const rawFormatSchema = z.discriminatedUnion('format', [
  z.object({
    format: z.literal('csv'),
    delimiter: z.string().length(1).default(','),
    columns: z.array(z.string().min(1)).min(1).describe('of its header, in any order'),
  }),
  z.object({
    format: z.literal('json'),
    rowsAt: z
      .string()
      .optional()
      .describe('member of each document that holds its rows; default: the documents are the rows'),
    columns: z.array(z.string().min(1)).min(1),
  }),
]);
export type RawFormat = z.infer<typeof rawFormatSchema>;

const besideSchema = z.boolean().optional().describe('begins together with the step before it');

/** One step of a flow. Each is idempotent: a second run of the same day changes nothing. */
export const flowStepSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('pull'),
      name: z.string(),
      url: z.string(),
      recordType: z.string(),
      rowsAt: z.string().default('rows'),
    })
    .describe('GET the url (`{day}` is the day of the run), post its rows to the ingestor as records'),
  z
    .object({
      kind: z.literal('sql'),
      name: z.string(),
      file: z.string(),
      forEach: z
        .string()
        .optional()
        .describe(
          'file of one SELECT of one column: the step runs once for each of its rows, $3, two side by side, each in a transaction of its own',
        ),
      beside: besideSchema,
    })
    .describe('one SQL file, one transaction; $1 = first day, $2 = last day of the run'),
  z
    .object({ kind: z.literal('publish'), name: z.string(), file: z.string() })
    .describe('a SELECT of asset, measurement, field, time, value ($1, $2 as above), sent to the ingestor as readings'),
  z
    .object({
      kind: z.literal('collect'),
      name: z.string(),
      table: z.string().regex(/^(ods|dds)\.[a-z][a-z0-9_]*$/),
      signals: z.array(signalName).min(1),
      daysBefore: z.number().int().min(0).max(31).default(0).describe('days before the run that are counted again'),
    })
    .describe(
      'readings of the assets of the pack as daily figures in its table: asset, measurement, field, day, mean, low, high, readings; the key is the first four',
    ),
  z
    .object({ kind: z.literal('forecast'), name: z.string() })
    .describe('asks the forecaster for a vintage of the signals of the pack and waits for it'),
  z
    .object({ kind: z.literal('learn'), name: z.string(), lessons: z.array(lessonSchema).min(1) })
    .describe('has the forecaster train on what is known now, and waits for it'),
  z
    .object({ kind: z.literal('diagnose'), name: z.string() })
    .describe('has the dynamograms of the pack diagnosed that came since the last time, and waits for it'),
  z
    .object({
      kind: z.literal('extract'),
      name: z.string(),
      url: z.string().includes('{day}').describe('one file a day; `{day}` is the day'),
      as: fileName.includes('{day}').describe('its name in the raw archive'),
      pages: z
        .object({ parameter: z.string().min(1), nextAt: z.string().min(1) })
        .optional()
        .describe(
          'the answer is one page of JSON: the cursor of the next stands at `nextAt` and goes into this parameter',
        ),
      missing: z.enum(['fail', 'skip']).default('fail').describe('what a day is that has no file (404)'),
    })
    .describe('has the file of each day, as it is, into the raw archive: resumed when cut, not again while unchanged'),
  z
    .object({
      kind: z.literal('transform'),
      name: z.string(),
      extract: z.string().describe('name of the step before that brings the file'),
      rows: rawFormatSchema,
      file: z
        .string()
        .describe(
          "one SELECT of DuckDB over `raw`; a row whose column `reject_reason` is not null is refused; `getvariable('day')` is the day",
        ),
      memoryMb: z.number().int().min(64).default(256).describe('what DuckDB may take; beyond it, it uses the disk'),
    })
    .describe('makes the raw file of each day a table in `work-data`, in a process of its own and in bounded memory'),
  z
    .object({
      kind: z.literal('load'),
      name: z.string(),
      transform: z.string().describe('name of the step before that makes the table'),
      table: z.string().regex(/^(stg|ods|dds|mart)\.[a-z][a-z0-9_]*$/),
      key: z.array(columnName).min(1).describe('columns that name a row'),
      dayColumn: columnName
        .optional()
        .describe('time of a row: the rows of a day are replaced as a whole; without it they are upserted by the key'),
      beside: besideSchema,
    })
    .describe('copies the table of each day into the warehouse, all days in one transaction'),
  z
    .object({ kind: z.literal('report'), name: z.string(), report: z.string() })
    .describe('makes a report of the pack for the last period that has ended by the last day of the run'),
]);
export type FlowStep = z.infer<typeof flowStepSchema>;

export const flowSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  cron: z.string().optional(),
  after: z.string().optional().describe('name of the flow whose success starts this one'),
  days: z
    .object({ from: z.number().int().max(0), to: z.number().int().max(0) })
    .refine(({ from, to }) => from <= to, 'from must not lie after to')
    .optional()
    .describe('which days a run is about that names none: 0 = today (UTC), -1 = yesterday; default: yesterday'),
  timeoutMs: z.number().int().positive().default(300_000),
  retries: z.number().int().nonnegative().default(2),
  steps: z.array(flowStepSchema).min(1),
});
export type Flow = z.infer<typeof flowSchema>;

/** The queue of a flow: a job there runs it once, by the service that works the flows. */
export const flowQueue = (name: string): string => `flow-${name}`;
/** A built-in flow that does nothing but answer: whoever runs it knows that queue and worker live. */
export const HELLO_FLOW = 'hello';
export const helloOutputSchema = z.object({ hello: z.string().describe('which worker answered'), atMs: z.number() });
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const flowJobSchema = z.object({
  fromDay: daySchema.optional().describe('first day of the run; default: the days of the flow'),
  toDay: daySchema.optional().describe('last day of the run, in; default: fromDay'),
  reason: z.string().default('schedule'),
});
/** `flowJobSchema` before its defaults: what a caller writes. */
export type FlowJobInput = z.input<typeof flowJobSchema>;
