import { type FlowStep, type RecordType, problemSchema, valueAtPath } from '@wellhead/contracts';
import { z } from 'zod';
import { daysOf } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { until } from '../until.js';

const rowsSchema = z.array(z.record(z.string(), z.json()));
type Row = z.infer<typeof rowsSchema>[number];

/** Fills `{day}` and the variables into an address. An unknown `{name}` is an error that says which are known. */
export function addressOf(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`${template} needs a value for {${name}}; known are ${Object.keys(values).join(', ') || 'none'}`);
    }
    return name === 'day' ? encodeURIComponent(value) : value;
  });
}

/** The rows of one answer: an array, or found in an object by a dotted path such as `data.rows`. */
export function rowsAt(answer: unknown, path: string): Row[] {
  const rows = rowsSchema.safeParse(Array.isArray(answer) ? answer : valueAtPath(answer, path));
  if (!rows.success) throw new Error(`the answer has no list of objects at "${path}"`);
  return rows.data;
}

async function getJson(url: string, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' }, signal });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${url} cannot be reached: ${cause}`, { cause: error });
  }
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (response.ok && answer !== undefined) return answer;
  const problem = problemSchema.safeParse(answer);
  throw new Error(`${url} answered ${response.status}: ${problem.success ? problem.data.detail : text.slice(0, 300)}`);
}

/** The rows that the address of a pull step answers for one day. */
export async function rowsOf(
  step: Extract<FlowStep, { kind: 'pull' }>,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Row[]> {
  return rowsAt(await getJson(addressOf(step.url, values), signal), step.rowsAt);
}

/**
 * Fetches each day of the range in order and sends its rows to the ingestor as records. Rows that the ingestor refuses are in
 * its quarantine and do not fail the step. Done when the accepted rows are in their table.
 */
export async function runPull(step: Extract<FlowStep, { kind: 'pull' }>, context: StepContext): Promise<StepFigures> {
  const type = context.pack.manifest.recordTypes.find((known) => known.type === step.recordType);
  if (type === undefined) throw new Error(`the pack has no record type ${step.recordType}`);
  let days = 0;
  let rows = 0;
  let refusedRows = 0;
  let last: { rows: readonly Row[]; postedAtMs: number } | undefined;
  for (const day of daysOf(context.range)) {
    const found = await rowsOf(step, { ...context.variables, day }, context.signal);
    days += 1;
    if (found.length === 0) continue;
    const postedAtMs = context.clock();
    const { accepted, refused, reason } = await context.ingest.postRecords(type.type, found, context.signal);
    rows += accepted;
    refusedRows += refused;
    if (accepted > 0) last = { rows: found, postedAtMs };
    if (refused > 0) {
      await context.log(
        'warn',
        `${day}: ${refused} of ${found.length} rows were refused and are in quarantine: ${reason}`,
      );
    }
  }
  if (last) await waitUntilInTable(type, last.rows, last.postedAtMs, context);
  return { days, rows, refusedRows };
}

/** Two clocks on one machine or two: a row received this much before it was posted still counts as received then. */
const CLOCK_SLACK_MS = 2_000;

/**
 * Requests reach Postgres in their order, each as a whole: when one row of the last request is in the table, received since
 * it was posted, everything before is there too.
 */
async function waitUntilInTable(
  { table, key }: RecordType,
  rows: readonly Row[],
  postedAtMs: number,
  context: StepContext,
): Promise<void> {
  const since = new Date(postedAtMs - CLOCK_SLACK_MS);
  const places = rows.map((_, row) => `(${key.map((__, column) => `$${row * key.length + column + 2}`).join(', ')})`);
  const sql = `select 1 from ${table} where received_at >= $1 and (${key.join(', ')}) in (${places.join(', ')}) limit 1`;
  const values = rows.flatMap((row) => key.map((column) => row[column]));
  await until(async () => (await context.pool.query(sql, [since, ...values])).rowCount === 1, context.signal);
}
