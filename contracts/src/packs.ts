import { z } from 'zod';
import { flowSchema } from './flows.js';
import { columnName } from './names.js';
import { assetGroupingSchema, failureWatchSchema, softSensorSchema } from './pack-lessons.js';
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
