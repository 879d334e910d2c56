import {
  GOOD,
  nsFromMs,
  QUALITY_CODES,
  QUALITY_MEASUREMENT,
  QUALITY_OF,
  type QueryContext,
  type Series,
  seriesOf,
} from '@wellhead/contracts';
import type { TelemetryQuery } from '../telemetry/store.js';
import type { QueryStores } from './query-stores.js';
import type { TelemetryTarget } from './telemetry-targets.js';

/** What is known of the quality of readings in a time range. */
export interface Quality {
  /** For each time the codes of the reading, or of all readings in the window that begins or lies there; null = good. */
  codesOf(series: Series, timeNs: BigInt64Array): readonly (string | null)[];
}

/** Reads the companions of readings that are not good. */
export async function qualityOf(
  { telemetry }: QueryStores,
  targets: readonly TelemetryTarget[],
  context: QueryContext,
  shape: TelemetryQuery['shape'],
): Promise<Quality> {
  const everyNs = shape.kind === 'raw' ? 1n : shape.everyNs;
  const windowOf = (at: bigint): bigint => at - (((at % everyNs) + everyNs) % everyNs);
  const bySeries = new Map<string, Map<bigint, Set<string>>>();
  const read = await Promise.all(
    targets.map(({ measurement, field, assets }) =>
      telemetry.read(
        {
          selector: {
            measurement: QUALITY_MEASUREMENT,
            field,
            tags: { [QUALITY_OF]: [measurement], ...(assets === undefined ? {} : { asset: assets }) },
          },
          // The first window may begin before the range.
          fromNs: windowOf(nsFromMs(context.fromMs)),
          toNs: nsFromMs(context.toMs),
          shape: { kind: 'raw' },
        },
        context.signal,
      ),
    ),
  );
  for (const { series, timeNs, values } of read.flat()) {
    const { [QUALITY_OF]: measurement = '', ...tags } = series.tags;
    const windows = new Map<bigint, Set<string>>();
    timeNs.forEach((at, row) => {
      const codes = String(values[row]);
      if (codes === GOOD) return;
      const window = windowOf(at);
      const known = windows.get(window) ?? new Set();
      for (const code of codes.split(',')) known.add(code);
      windows.set(window, known);
    });
    bySeries.set(seriesOf(measurement, tags, series.field, series.type).key, windows);
  }
  return {
    codesOf({ key }, timeNs) {
      const windows = bySeries.get(key);
      return Array.from(timeNs, (at) => {
        const codes = windows?.get(windowOf(at));
        return codes === undefined ? null : QUALITY_CODES.filter((code) => codes.has(code)).join(',');
      });
    },
  };
}
