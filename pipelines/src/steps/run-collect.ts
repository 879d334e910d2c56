import { type FlowStep, MS_PER_DAY, nsFromMs, utcDay } from '@wellhead/contracts';
import type { SeriesReadings, WindowAggregate } from '@wellhead/stores';
import { quoteTable } from '@wellhead/stores';
import { startOfDayMs } from '../days.js';
import type { StepContext, StepFigures } from '../step-context.js';
import { inTransaction } from './run-sql.js';

type CollectContext = Pick<StepContext, 'pack' | 'range' | 'pool' | 'telemetry' | 'timeoutMs' | 'signal' | 'log'>;

interface Day {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly day: string;
  mean?: number;
  low?: number;
  high?: number;
  readings?: number;
}

const FIGURES = { mean: 'mean', low: 'min', high: 'max', readings: 'count' } as const satisfies Record<
  string,
  WindowAggregate
>;
const ROWS_A_STATEMENT = 5_000;

/**
 * Puts daily figures of readings into a table of the pack, days in UTC, so that SQL can join them with records. A day that is counted again is
 * replaced; a day without readings leaves what is there. A table that is partitioned by the month gets the months that it needs. Series of one asset that differ in further tags count as one: the one with the most readings.
 */
export async function runCollect(
  step: Extract<FlowStep, { kind: 'collect' }>,
  context: CollectContext,
): Promise<StepFigures> {
  const fromMs = startOfDayMs(context.range.fromDay) - step.daysBefore * MS_PER_DAY;
  const toMs = startOfDayMs(context.range.toDay) + MS_PER_DAY;
  const assets = context.pack.manifest.assets.map(({ id }) => id);
  let rows = 0;
  for (const signal of step.signals) {
    context.signal.throwIfAborted();
    const [measurement = '', field = ''] = signal.split('.');
    const read = (aggregate: WindowAggregate): Promise<readonly SeriesReadings[]> =>
      context.telemetry.read(
        {
          selector: { measurement, field, tags: { asset: assets } },
          fromNs: nsFromMs(fromMs),
          toNs: nsFromMs(toMs),
          shape: { kind: 'windows', everyNs: nsFromMs(MS_PER_DAY), aggregate },
        },
        context.signal,
      );
    const days = await dailyFigures(measurement, field, read);
    for (let from = 0; from < days.length; from += ROWS_A_STATEMENT)
      await save(step.table, days.slice(from, from + ROWS_A_STATEMENT), context);
    rows += days.length;
  }
  if (rows === 0) await context.log('warn', `no readings between ${utcDay(fromMs)} and ${context.range.toDay}`);
  return { signals: step.signals.length, rows };
}

async function dailyFigures(
  measurement: string,
  field: string,
  read: (aggregate: WindowAggregate) => Promise<readonly SeriesReadings[]>,
): Promise<readonly Day[]> {
  const byKey = new Map<string, Day>();
  for (const [figure, aggregate] of Object.entries(FIGURES) as [keyof typeof FIGURES, WindowAggregate][])
    for (const { series, timeNs, values } of await read(aggregate)) {
      const asset = series.tags['asset'];
      if (asset === undefined) continue;
      timeNs.forEach((at, row) => {
        const day = utcDay(Number(at / 1_000_000n));
        // Further tags are part of the key here, and of none in the table.
        const key = `${series.key} ${day}`;
        const known = byKey.get(key) ?? { asset, measurement, field, day };
        known[figure] = Number(values[row]);
        byKey.set(key, known);
      });
    }
  const most = new Map<string, Day>();
  for (const day of byKey.values()) {
    const key = `${day.asset} ${day.day}`;
    const other = most.get(key);
    if (other === undefined || (other.readings ?? 0) < (day.readings ?? 0)) most.set(key, day);
  }
  return [...most.values()];
}

const save = (table: string, days: readonly Day[], context: CollectContext): Promise<void> =>
  inTransaction(context, 'begin', async (client) => {
    await client.query(
      `select ops.make_month_partition(t.table_id, m.month)
       from (select $1::regclass as table_id) t
       join pg_partitioned_table p on p.partrelid = t.table_id
       cross join (select distinct date_trunc('month', day::timestamp) at time zone 'UTC' as month from unnest($2::date[]) as day) m`,
      [quoteTable(table), [...new Set(days.map(({ day }) => day))]],
    );
    await client.query(
      `insert into ${quoteTable(table)} (asset, measurement, field, day, mean, low, high, readings)
       select asset, measurement, field, day, mean, low, high, readings from jsonb_to_recordset($1) as d
         (asset text, measurement text, field text, day date, mean float8, low float8, high float8, readings bigint)
       on conflict (asset, measurement, field, day) do update set
         mean = excluded.mean, low = excluded.low, high = excluded.high, readings = excluded.readings`,
      [JSON.stringify(days)],
    );
  });
