import { z } from 'zod';
import { modelNameSchema } from './models.js';
import { lessonSchema } from './training.js';
import { checkSchema, intakePolicySchema } from './quality.js';
import { reportTemplateSchema } from './report-templates.js';
import { assetSchema, limitSchema, signalSchema } from './signals.js';
import { tagMappingSchema } from './tags.js';

/** What a pack says of itself in `pack.yaml`; the engine knows nothing else of a domain. */

export const recordTypeSchema = z.object({
  type: z.string().regex(/^[a-z][a-z0-9_]*$/),
  table: z
    .string()
    .regex(/^(stg|ods)\.[a-z][a-z0-9_]*$/)
    .describe('where rows land, upserted by key'),
  key: z.array(z.string()).min(1).describe('natural key: columns that name a row'),
  schema: z
    .record(z.string(), z.unknown())
    .describe('JSON Schema of one record, draft 2020-12; properties are columns'),
});
export type RecordType = z.infer<typeof recordTypeSchema>;

export const martTableSchema = z.object({
  table: z.string().regex(/^(ods|dds|mart)\.[a-z][a-z0-9_]*$/),
  title: z.string(),
  timeColumn: z.string().optional(),
});
export type MartTable = z.infer<typeof martTableSchema>;

const signalName = z.string().regex(/^[^.\s]+\.[^.\s]+$/, 'expected measurement.field');
const fileName = z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u, 'expected the name of a file, without its folders');
const columnName = z.string().regex(/^[a-z_][a-z0-9_]*$/);

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

/** Machines that fail and are repaired: what their failure is learnt from. */
export const failureWatchSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  recordType: z.string().describe('repairs, one row each'),
  assetColumn: z.string().default('well_id'),
  failedAtColumn: z.string().default('started_at'),
  runsAgainAtColumn: z.string().default('finished_at').describe('empty while it stands'),
  kindColumn: z.string().default('kind'),
  failureKinds: z.array(z.string()).min(1).describe('repairs of other kinds were planned'),
  signals: z.array(signalName).min(1).max(50).describe('what is looked at, as daily means'),
});
export type FailureWatch = z.infer<typeof failureWatchSchema>;

/** Assets that are grouped by the shape of their recent signals. */
export const assetGroupingSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  signals: z.array(signalName).min(1).max(20).describe('an asset takes part that has all of them'),
  days: z.number().int().min(1).max(3_650).default(90).describe('how far back their course is looked at'),
});
export type AssetGrouping = z.infer<typeof assetGroupingSchema>;

const signalPart = z.strictObject({ measurement: z.string().min(1), field: z.string().min(1) });

/** A laboratory value that process values predict: the engine trains it from the pack's own data. */
export const softSensorSchema = z.strictObject({
  name: modelNameSchema,
  title: z.string().min(1),
  describes: z.string().min(1).max(1_000),
  asset: z.string().min(1),
  reference: signalPart.describe('what the laboratory measures'),
  result: signalPart.describe('the signal that it makes; `_uncorrected`, `_bias` and `_deviation` are made beside it'),
  unit: z.string().default(''),
  inputs: z.array(signalPart).min(1).max(200).describe('of the same asset'),
  intervalMs: z.number().int().min(1_000).describe('time between two values; inputs are averaged over it'),
  days: z.number().int().min(1).max(3_650).default(90).describe('how far back it learns'),
  biasWeight: z
    .number()
    .gt(0)
    .max(1)
    .default(0.3)
    .describe('share of what was missing that each result adds to the bias'),
});
export type SoftSensor = z.infer<typeof softSensorSchema>;

export const plannedWorkSchema = z
  .object({
    table: z.string().regex(/^(stg|ods)\.[a-z][a-z0-9_]*$/),
    asset: columnName,
    from: columnName,
    to: columnName.describe('empty while the work goes on'),
    when: z
      .record(columnName, z.array(z.string()).min(1))
      .default({})
      .describe('values by column that make a record planned work; default: every record is'),
    longestDays: z
      .number()
      .positive()
      .max(365)
      .default(30)
      .describe('work whose end was never told counts no longer than this'),
  })
  .describe(
    'records that say when an asset is worked at by plan: meanwhile alert rules hear nothing of it and of the assets below it',
  );
export type PlannedWork = z.infer<typeof plannedWorkSchema>;

export const packSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  describes: z.string(),
  dataLabel: z.string().default('').describe('shown wherever the data is seen: “dates shifted”, “simulated”'),
  forecastScheduleMs: z.number().int().positive().default(86_400_000),
  assets: z.array(assetSchema.omit({ pack: true })).default([]),
  signals: z.array(signalSchema.omit({ pack: true })).default([]),
  limits: z.array(limitSchema).default([]),
  tags: z.array(tagMappingSchema).default([]).describe('what tags of other systems mean; a pack has them in tags.csv'),
  checks: z
    .array(checkSchema)
    .default([])
    .describe('what readings of its signals are checked for before they are acknowledged'),
  intake: intakePolicySchema.prefault({}).describe('how its measurements are taken in'),
  recordTypes: z.array(recordTypeSchema).default([]),
  plannedWork: z.array(plannedWorkSchema).default([]),
  dynacards: z
    .array(z.string())
    .default([])
    .describe('record types whose rows are dynamograms: looked for each minute and diagnosed'),
  failures: z.array(failureWatchSchema).default([]),
  groupings: z.array(assetGroupingSchema).default([]),
  softSensors: z.array(softSensorSchema).default([]),
  marts: z.array(martTableSchema).default([]),
  flows: z.array(flowSchema).default([]),
  reports: z.array(reportTemplateSchema).default([]),
});
export type PackManifest = z.infer<typeof packSchema>;
/** A loaded pack: its manifest and its SQL files by name, migrations in the order of their numbers. */
export interface Pack {
  readonly manifest: PackManifest;
  readonly sql: Readonly<Record<string, string>>;
  readonly migrations: readonly Migration[];
}
export interface Migration {
  /** `0001-sales` or, of a pack, `retail-sales/0001-sales`. Applied in this order, recorded once. */
  readonly name: string;
  readonly up: string;
  readonly down: string;
}
