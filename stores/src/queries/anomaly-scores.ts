import {
  ANOMALY_MEASUREMENT,
  ANOMALY_OF,
  anomalyExcess,
  nsFromMs,
  type AnomalyField,
  type QueryContext,
  type Signal,
} from '@wellhead/contracts';
import type { SeriesReadings } from '../telemetry/store.js';
import type { QueryStores } from './query-stores.js';
import { signalName, type SignalContext } from './signal-context.js';

/** More marks than this on one chart say nothing; the newest are kept. */
const MOST_MARKS = 1_000;

/** Scores of one series by field, all at the same times. */
export interface Scored {
  readonly signal: Signal;
  /** Tags of the series that is scored. */
  readonly tags: Readonly<Record<string, string>>;
  readonly timeNs: BigInt64Array;
  readonly fields: Readonly<Partial<Record<AnomalyField, Float64Array>>>;
}

/** Signals of one measurement.field are read by one query a field. */
export async function readScores(
  { telemetry }: QueryStores,
  { signals, signal: signalNamed }: SignalContext,
  context: QueryContext,
  fields: readonly AnomalyField[],
): Promise<readonly Scored[]> {
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    const name = JSON.stringify([signal.measurement, signal.field]);
    groups.set(name, [...(groups.get(name) ?? []), signal]);
  }
  const found = new Map<
    string,
    { signal: Signal; tags: Record<string, string>; timeNs: BigInt64Array; fields: Record<string, Float64Array> }
  >();
  const reads = [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : fields.map((of) => ({ of, first, assets: [first, ...rest].map(({ asset }) => asset) })),
  );
  await Promise.all(
    reads.map(async ({ of, first: { measurement, field }, assets }) => {
      const series = await telemetry.read(
        {
          selector: {
            measurement: ANOMALY_MEASUREMENT,
            field: of,
            tags: { [ANOMALY_OF.measurement]: [measurement], [ANOMALY_OF.field]: [field], asset: assets },
          },
          fromNs: nsFromMs(context.fromMs),
          toNs: nsFromMs(context.toMs),
          shape: { kind: 'raw' },
        },
        context.signal,
      );
      for (const {
        series: { tags: all, pointKey },
        timeNs,
        values,
      } of series) {
        const { [ANOMALY_OF.measurement]: _measurement, [ANOMALY_OF.field]: _field, ...tags } = all;
        const signal = signalNamed(tags['asset'] ?? '', measurement, field);
        if (signal === undefined || !(values instanceof Float64Array)) continue;
        const known = found.get(pointKey) ?? { signal, tags, timeNs, fields: {} };
        known.fields[of] = values;
        found.set(pointKey, known);
      }
    }),
  );
  // A score that is being written may lack a field for a moment.
  return [...found.values()]
    .filter((one) => fields.every((of) => one.fields[of]?.length === one.timeNs.length))
    .sort((a, b) => (titleKey(a) < titleKey(b) ? -1 : 1));
}

const titleKey = ({ signal, tags }: Scored): string => `${signal.asset} ${signalName(signal)} ${JSON.stringify(tags)}`;

export const valueKey = (measurement: string, field: string, tags: Scored['tags'], at: bigint): string =>
  JSON.stringify([measurement, field, Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)), String(at)]);

/** Readings at the times of anomalies, by series and time. */
export async function readValues(
  { telemetry }: QueryStores,
  scored: readonly Scored[],
  context: QueryContext,
): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  const wanted = scored.map((one) => ({ ...one, times: anomalyRows(one).map((row) => one.timeNs[row] as bigint) }));
  const anomalous = wanted.filter(({ times }) => times.length > 0);
  const fields = new Map(anomalous.map(({ signal }) => [JSON.stringify([signal.measurement, signal.field]), signal]));
  for (const { measurement, field } of fields.values()) {
    const here = anomalous.filter(({ signal }) => signal.measurement === measurement && signal.field === field);
    const times = here.flatMap((one) => one.times);
    const found: readonly SeriesReadings[] = await telemetry.read(
      {
        selector: { measurement, field, tags: { asset: [...new Set(here.map(({ signal }) => signal.asset))] } },
        fromNs: times.reduce((least, at) => (at < least ? at : least)),
        toNs: times.reduce((most, at) => (at > most ? at : most)) + 1n,
        shape: { kind: 'raw' },
      },
      context.signal,
    );
    const asked = new Set(times);
    for (const { series, timeNs, values: numbers } of found)
      timeNs.forEach((at, row) => {
        if (asked.has(at)) values.set(valueKey(measurement, field, series.tags, at), Number(numbers[row]));
      });
  }
  return values;
}

/** Rows of the newest anomalies. */
export const anomalyRows = ({ timeNs, fields }: Scored): readonly number[] =>
  Array.from(timeNs, (_, row) => row)
    .filter((row) => anomalyExcess(fields.z?.[row] ?? 0, fields.cusum?.[row] ?? 0) > 0)
    .slice(-MOST_MARKS);
