import { z } from 'zod';
import { FIELD_TYPES } from './readings.js';
import { isKnownUnit } from './units.js';

/** How a file is read: which columns are readings or records, and how people wrote numbers and times in it. Written as YAML. */

export const TIME_FORMATS = [
  'iso',
  'dd.mm.yyyy',
  'dd/mm/yyyy',
  'mm/dd/yyyy',
  'yyyy/mm/dd',
  'excel',
  'epoch-s',
  'epoch-ms',
] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const ENCODINGS = ['utf-8', 'windows-1251', 'utf-16le'] as const;

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const columnSchema = z.string().min(1).max(255).describe('name of a column, exactly as the header has it');
const unitSchema = z
  .string()
  .refine(isKnownUnit, 'not a unit that can be converted; docs/how-to/upload-files.md lists them')
  .describe(
    'unit of the file, as a Grafana unit id (fahrenheit, pressurepsi); values are converted to the unit of the signal',
  );
const signalNameSchema = z
  .string()
  .regex(/^[^.\s][^.]*\.[^.]+$/, 'expected measurement.field')
  .describe('measurement.field');

const assetSchema = z
  .union([z.strictObject({ column: columnSchema }), z.strictObject({ fixed: z.string().min(1).max(255) })])
  .describe('the column that names the asset, or one asset for all rows');

const valueTypeSchema = z
  .enum(FIELD_TYPES)
  .exclude(['unsigned'])
  .optional()
  .describe('default: the type that the field is registered with, else float');

const wideSchema = z.strictObject({
  form: z.literal('wide').describe('one column a signal'),
  asset: assetSchema,
  columns: z
    .array(
      z.strictObject({
        column: columnSchema,
        signal: signalNameSchema,
        asset: z.string().min(1).max(255).optional().describe('asset of this column, where it is another one'),
        unit: unitSchema.optional(),
        type: valueTypeSchema,
      }),
    )
    .min(1),
});

const longSchema = z.strictObject({
  form: z.literal('long').describe('one row a reading: time, asset or tag, name of the signal, value'),
  asset: assetSchema.optional().describe('left out where every signal below names its asset'),
  name: columnSchema.describe('the column that names the signal: sensor_type, tag'),
  value: columnSchema,
  signals: z
    .record(
      z.string().min(1).max(255),
      z.strictObject({
        signal: signalNameSchema,
        asset: z.string().min(1).max(255).optional(),
        unit: unitSchema.optional(),
        type: valueTypeSchema,
      }),
    )
    .default({})
    .describe('what the names mean'),
  tagMap: z
    .boolean()
    .default(false)
    .describe('names are tags: what the map of tags says holds beside the signals above, and unmapped tags are kept'),
  unmapped: z
    .union([z.literal('refuse'), z.strictObject({ measurement: z.string().min(1).max(255) })])
    .default('refuse')
    .describe(
      'a name that is not among the signals: its row is refused, or kept as a field of this measurement under its own name',
    ),
});

const recordsSchema = z.strictObject({
  type: z.string().describe('record type of an installed pack'),
  columns: z
    .array(z.strictObject({ column: columnSchema, field: z.string().min(1) }))
    .min(1)
    .describe('which column fills which field of the record type'),
  fixed: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('fields with the same value in all rows'),
});

export const fileMappingSchema = z
  .strictObject({
    describes: z.string().default(''),
    source: z
      .string()
      .regex(/^[\w.:@-]{1,64}$/, 'expected 1 to 64 letters, digits or . : @ _ -')
      .default('files')
      .describe('name of the source, for ledger, archive and quarantine'),
    csv: z
      .strictObject({
        delimiter: z.enum(DELIMITERS).optional().describe('default: the one that the first lines agree on'),
        decimal: z.enum(['.', ',']).default('.'),
        thousands: z.enum(['', ' ', ',', '.', "'", '_']).default(''),
        encoding: z.enum(ENCODINGS).default('utf-8').describe('a byte order mark goes before it'),
      })
      .refine(({ decimal, thousands }) => decimal !== thousands, 'decimal and thousands are the same character')
      .prefault({}),
    sheets: z.array(z.string()).min(1).optional().describe('XLSX: sheets to read; default: all'),
    headerRow: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .describe('row that names the columns; rows above it are skipped'),
    headerRows: z
      .number()
      .int()
      .min(1)
      .max(10)
      .default(1)
      .describe('rows that a merged header spans, headerRow being the last: the lowest filled cell names the column'),
    rowsAt: z.string().optional().describe('JSON: member that holds the list of rows; default: the file is the list'),
    missing: z.array(z.string()).default([]).describe('texts that mean no value, beside an empty cell: -, n/a, Bad'),
    time: z
      .strictObject({
        column: columnSchema,
        format: z
          .enum(TIME_FORMATS)
          .default('iso')
          .describe('times of ISO 8601 and date cells of XLSX are read with any format'),
        zone: z
          .string()
          .default('UTC')
          .refine(isZone, 'not a time zone; expected a name like Europe/Moscow or UTC')
          .describe('zone of times that name none'),
      })
      .optional()
      .describe('the column of the time of readings; for records: how their dates are written (any column)'),
    readings: z.discriminatedUnion('form', [wideSchema, longSchema]).optional(),
    records: recordsSchema.optional(),
  })
  .superRefine((mapping, context) => {
    if ((mapping.readings === undefined) === (mapping.records === undefined))
      context.addIssue({ code: 'custom', message: 'expected either readings or records' });
    if (mapping.readings && !mapping.time)
      context.addIssue({ code: 'custom', path: ['time'], message: 'readings need the column of their time' });
    if (mapping.headerRows > mapping.headerRow)
      context.addIssue({
        code: 'custom',
        path: ['headerRows'],
        message: 'the header spans more rows than lie above it',
      });
    if (mapping.readings?.form === 'long' && !mapping.readings.asset && !mapping.readings.tagMap) {
      const nameless = Object.entries(mapping.readings.signals).find(([, { asset }]) => asset === undefined);
      if (nameless || mapping.readings.unmapped !== 'refuse')
        context.addIssue({
          code: 'custom',
          path: ['readings', 'asset'],
          message: `expected an asset${nameless ? `: signal ${nameless[0]} names none` : ' for names that are not mapped'}`,
        });
    }
  });
export type FileMapping = z.infer<typeof fileMappingSchema>;
export type WideReadings = z.infer<typeof wideSchema>;
export type LongReadings = z.infer<typeof longSchema>;

/** The beginning of a table of a file: a sheet, a list of JSON, or the file itself; its rows as they are, the names of the columns among them. */
export interface HeadTable {
  /** Of the sheet, or the member that holds the list; empty: the file itself. */
  readonly name: string;
  /** Of JSON the first one is the names of all members. */
  readonly rows: readonly (readonly string[])[];
}

/** What a mapping is chosen by: the beginning of a file, read as the ingestor reads it. */
export interface FileHead {
  readonly format: 'csv' | 'xlsx' | 'json' | 'ndjson';
  /** Of CSV. */
  readonly delimiter?: string;
  readonly encoding?: (typeof ENCODINGS)[number];
  readonly tables: readonly HeadTable[];
}

export const mappingNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected 1 to 64 small letters, digits or . _ -, the first a letter or digit');
