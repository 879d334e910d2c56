import { ANOMALY_MEASUREMENT, QUALITY_MEASUREMENT, type QueryOf } from '@wellhead/contracts';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalName } from './signal-context.js';

/** One measurement.field to read, of these assets; without assets, of all series. */
export interface TelemetryTarget {
  readonly measurement: string;
  readonly field: string;
  readonly assets: readonly string[] | undefined;
}

/** Copies for other people's tools: forecasts and anomalies are asked for with the query types of these names, quality beside its readings. */
const NOT_SHOWN = ['wellhead_forecast', QUALITY_MEASUREMENT, ANOMALY_MEASUREMENT];

/**
 * What a selection means in the telemetry store. Signals of no catalogue count too: any well-formed series is accepted and can be seen.
 * A name `a.b.c` that nobody catalogued is looked for as every split of measurement and field that the store knows.
 */
export async function telemetryTargets(
  { telemetry }: QueryStores,
  query: Pick<QueryOf<'telemetry'>, 'assets' | 'signals'>,
  catalogued: SignalContext,
): Promise<readonly TelemetryTarget[]> {
  const assets = query.assets.length > 0 ? query.assets : undefined;
  const targets = new Map<string, TelemetryTarget>();
  const add = (measurement: string, field: string): void => {
    if (!NOT_SHOWN.includes(measurement))
      targets.set(JSON.stringify([measurement, field]), { measurement, field, assets });
  };
  for (const { measurement, field } of catalogued.signals) add(measurement, field);
  const names = new Set(catalogued.signals.map(signalName));
  const unknown = query.signals.filter((name) => !names.has(name));
  if (query.signals.length === 0) {
    const stored = await telemetry.series(assets === undefined ? {} : { tags: { asset: assets } });
    for (const { measurement, field } of stored) add(measurement, field);
  }
  for (const name of unknown)
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const measurement = name.slice(0, dot);
      const field = name.slice(dot + 1);
      if ((await telemetry.series({ measurement, field })).length > 0) add(measurement, field);
    }
  return [...targets.values()];
}
