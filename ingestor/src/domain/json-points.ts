import { type FieldType, isTooDeep, MAX_JSON_DEPTH } from '@wellhead/contracts';
import { z } from 'zod';
import { cutColumns, openColumns, takeBatch } from './columns.js';
import { BOUNDED, type Decoded, type DecodeOptions, excerptOf, openRefusals, type RefusedInput } from './decoded.js';
import { instantOf } from './instants.js';
import { writeBigInt } from './int64.js';
import { addRow, admitType, beginBatch, forgetClaims, type RowSink } from './rows.js';
import { MAX_FIELDS, MAX_TAGS } from './limits.js';
import { nameFault, openSeriesTable, type SeriesTable } from './series-table.js';

const wholeSchema = z.union([z.string().regex(/^-?\d{1,20}$/), z.number().int().refine(Number.isSafeInteger)]);

const fieldValueSchema = z
  .union([
    z.number(),
    z.boolean(),
    z.string(),
    z.strictObject({ integer: wholeSchema }),
    z.strictObject({ unsigned: wholeSchema }),
  ])
  .describe(
    'a number takes the registered type of its field, float if there is none; {"integer": "5"} is exact to 64 bits',
  );

export const jsonPointSchema = z.strictObject({
  measurement: z.string(),
  tags: z.record(z.string(), z.string()).default({}),
  fields: z.record(z.string(), fieldValueSchema),
  time: z
    .union([z.string(), z.number()])
    .optional()
    .describe('RFC 3339 with up to nine decimals, or a whole number in `precision`; default: when it arrived'),
});
export type JsonPoint = z.infer<typeof jsonPointSchema>;

/** Body of `POST /api/v1/telemetry`: points alone, or below `points`. Points are checked one by one, so that good ones are kept. */
const jsonPointsSchema = z.union([
  z.array(z.unknown()),
  z.strictObject({ points: z.array(z.unknown()) }).transform(({ points }) => points),
]);

/** Reads JSON points into columns; a body that is no JSON list at all is told as text. */
export function openPointDecoder(
  table: SeriesTable = openSeriesTable(),
): (body: Buffer, options: DecodeOptions) => Decoded | string {
  const ownColumns = openColumns();
  const sink: RowSink = {
    options: { precision: 'ms', receivedAtMs: 0, typeOf: () => undefined },
    columns: ownColumns,
    ownColumns,
    table,
    newTypes: [],
    newTypeOf: new Map(),
  };
  return (body, options) => {
    const points = readJsonList(body, jsonPointsSchema);
    if (typeof points === 'string') return points;
    beginBatch(sink, options);
    const { onPart, refusals: bounds = BOUNDED } = options;
    const refusals = openRefusals(bounds);
    points.forEach((point, index) => {
      const row = sink.columns.length - sink.columns.first;
      const claims = sink.newTypes.length;
      const fault = addPoint(sink, point);
      if (!fault) {
        onPart?.({ index }, JSON.stringify(point), row);
        return;
      }
      cutColumns(sink.columns, sink.columns.first + row);
      forgetClaims(sink, claims);
      refusals.add({ index, ...excerptOf(JSON.stringify(point), bounds), ...fault });
    });
    return {
      batch: takeBatch(sink.columns, sink.table.series),
      received: points.length,
      refusedCount: refusals.count,
      refused: refusals.list(),
      newTypes: sink.newTypes,
    };
  };
}

/** Parses a body that should be a JSON list; what is wrong is returned as text. */
export function readJsonList<T>(body: Buffer, schema: z.ZodType<readonly T[]>): readonly T[] | string {
  if (isTooDeep(body)) return `the body is nested deeper than ${MAX_JSON_DEPTH} levels of lists and objects`;
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const list = schema.safeParse(json);
  return list.success
    ? list.data
    : `the body should be a list, found ${Array.isArray(json) ? 'another list' : typeof json}`;
}

type Fault = Omit<RefusedInput, 'raw' | 'index'>;

function addPoint(sink: RowSink, given: unknown): Fault | undefined {
  const parsed = jsonPointSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { reason: `${issue?.path.join('.') || 'the point'}: ${issue?.message ?? 'cannot be read'}` };
  }
  const { measurement, tags, fields, time } = parsed.data;
  const timeNs =
    time === undefined ? BigInt(sink.options.receivedAtMs) * 1_000_000n : instantOf(time, sink.options.precision);
  if (timeNs === undefined)
    return {
      reason: 'the time cannot be read',
      found: String(time).slice(0, 100),
      expected: `RFC 3339, or a whole number of ${sink.options.precision} since 1970, in the years 1677 to 2262`,
    };
  const nameIssue = nameFaultOf(measurement, tags, fields);
  if (nameIssue) return { reason: nameIssue };
  const assetFault = sink.options.mayWrite?.(tags['asset']);
  if (assetFault) return assetFault;
  for (const [field, value] of Object.entries(fields)) {
    const fault = addValue(sink, measurement, tags, field, value, timeNs);
    if (fault) return fault;
  }
  return undefined;
}

function nameFaultOf(measurement: string, tags: JsonPoint['tags'], fields: JsonPoint['fields']): string | undefined {
  if (measurement.startsWith('#')) return 'the measurement begins with #, which is a comment in line protocol';
  if (Object.keys(fields).length === 0) return 'the point has no fields';
  if (Object.keys(fields).length > MAX_FIELDS) return `the point has more than ${MAX_FIELDS} fields`;
  if (Object.keys(tags).length > MAX_TAGS) return `the point has more than ${MAX_TAGS} tags`;
  const fault = nameFault('measurement', measurement);
  if (fault) return fault;
  for (const [key, value] of Object.entries(tags)) {
    const tagFault = nameFault('tag key', key) ?? nameFault(`value of tag "${key}"`, value);
    if (tagFault) return tagFault;
  }
  return Object.keys(fields)
    .map((name) => nameFault('field key', name))
    .find(Boolean);
}

function addValue(
  sink: RowSink,
  measurement: string,
  tags: JsonPoint['tags'],
  field: string,
  given: JsonPoint['fields'][string],
  timeNs: bigint,
): Fault | undefined {
  const known = sink.options.typeOf(measurement, field);
  const { type, value } = typedValue(given, known);
  if (
    typeof value === 'bigint' &&
    value !== (type === 'integer' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value))
  )
    return { reason: `the value of field "${field}" does not fit 64 bits`, found: String(value), expected: type };
  if (typeof value === 'string' && value.includes('\uFFFD'))
    return { reason: `the text of field "${field}" is not valid UTF-8` };
  const verdict = admitType(sink, measurement, field, type);
  if (typeof verdict === 'object')
    return {
      reason: `field type conflict: "${field}" of "${measurement}" is ${verdict.holds}, this point writes ${type}`,
      found: type,
      expected: verdict.holds,
    };
  const { columns } = sink;
  const row = addRow(sink, sink.table.place(measurement, tags, field, type));
  writeBigInt(columns.block.timeWords, row, timeNs);
  if (typeof value === 'bigint') {
    writeBigInt(columns.block.integerWords, row, value);
    columns.hasIntegers = true;
  } else if (typeof value === 'string') {
    columns.strings[row - columns.first] = value;
    columns.hasStrings = true;
  } else {
    columns.block.numbers[row] = Number(value);
    columns.hasNumbers = true;
  }
  return undefined;
}

function typedValue(
  given: JsonPoint['fields'][string],
  known: FieldType | undefined,
): { type: FieldType; value: number | bigint | boolean | string } {
  if (typeof given === 'boolean') return { type: 'boolean', value: given };
  if (typeof given === 'string') return { type: 'string', value: given };
  if (typeof given === 'number') {
    const isWhole = known === 'integer' || (known === 'unsigned' && given >= 0);
    return isWhole && Number.isSafeInteger(given)
      ? { type: known, value: BigInt(given) }
      : { type: 'float', value: given };
  }
  return 'integer' in given
    ? { type: 'integer', value: BigInt(given.integer) }
    : { type: 'unsigned', value: BigInt(given.unsigned) };
}
