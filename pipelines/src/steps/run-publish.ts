import { type FlowStep, nsFromMs } from '@wellhead/contracts';
import { z } from 'zod';
import { type PublishedReading, lineOf } from '../line-protocol.js';
import { splitStatements } from '../split-statements.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { until } from '../until.js';
import { inTransaction, sqlOf } from './run-sql.js';

const BATCH_LINES = 5_000;

const rowSchema = z
  .object({
    asset: z.string().min(1),
    measurement: z.string().min(1),
    field: z.string().min(1),
    time: z.date(),
    value: z.number().nullable(),
  })
  .transform(({ time, ...rest }) => ({ ...rest, timeMs: time.getTime() }));

/** Sends what the file's SELECT gives to the ingestor as readings, and waits until a query would see them. */
export async function runPublish(
  step: Extract<FlowStep, { kind: 'publish' }>,
  context: StepContext,
): Promise<StepFigures> {
  const [statement, ...more] = splitStatements(sqlOf(context, step.file));
  if (statement === undefined || more.length > 0) {
    throw new Error(
      `sql/${step.file} of a publish step must be one SELECT; it holds ${statement ? more.length + 1 : 0} statements`,
    );
  }
  const days = [context.range.fromDay, context.range.toDay];
  const newest = new Map<string, PublishedReading>();
  let readings = 0;
  let empty = 0;
  await inTransaction(context, 'begin isolation level repeatable read read only', async (client) => {
    await client.query(
      `declare published no scroll cursor for ${statement.text}`,
      statement.uses.map((parameter) => days[parameter - 1]),
    );
    for (;;) {
      const { rows } = await client.query(`fetch ${BATCH_LINES} from published`);
      if (rows.length === 0) break;
      const lines: string[] = [];
      for (const row of z.array(rowSchema).parse(rows)) {
        if (row.value === null || !Number.isFinite(row.value)) {
          empty += 1;
          continue;
        }
        const reading: PublishedReading = { ...row, value: row.value };
        lines.push(lineOf(reading));
        newest.set(`${reading.asset} ${reading.measurement} ${reading.field}`, reading);
      }
      if (lines.length === 0) continue;
      const { refused, reason } = await context.ingest.writeLines(lines, context.signal);
      if (refused > 0) {
        await context.log('warn', `${refused} readings were refused and are in quarantine: ${reason}`);
      }
      readings += lines.length - refused;
    }
  });
  if (empty > 0) await context.log('warn', `${empty} rows of sql/${step.file} have no finite value and were left out`);
  await waitUntilStored([...newest.values()], context);
  return { readings, series: newest.size };
}

/**
 * The ingestor acknowledges what is durable, the stores get it a moment later, in order. The step is done when the last
 * reading of each series can be read back, because the next one (a forecast) reads the stores.
 */
async function waitUntilStored(newest: readonly PublishedReading[], context: StepContext): Promise<void> {
  const groups = new Map<string, PublishedReading[]>();
  for (const reading of newest) {
    const together = `${reading.measurement} ${reading.field} ${reading.timeMs}`;
    groups.set(together, [...(groups.get(together) ?? []), reading]);
  }
  for (const group of groups.values()) {
    const first = group[0];
    if (first === undefined) continue;
    const { measurement, field, timeMs } = first;
    const expected = new Map(group.map(({ asset, value }) => [asset, value]));
    const fromNs = nsFromMs(timeMs);
    await until(async () => {
      const found = await context.telemetry.read({
        selector: { measurement, field, tags: { asset: [...expected.keys()] } },
        fromNs,
        toNs: fromNs + 1n,
        shape: { kind: 'raw' },
      });
      const stored = found.filter(({ series, values }) => expected.get(series.tags.asset ?? '') === values[0]);
      return stored.length >= expected.size;
    }, context.signal);
  }
}
