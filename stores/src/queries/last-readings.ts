import type { Signal } from '@wellhead/contracts';
import { msFromNs, nsFromMs, signalId } from '@wellhead/contracts';
import type { TelemetryStore } from '../telemetry/store.js';

/** The newest reading of one series. `value` is null for text. */
export interface LastReading {
  readonly tags: Readonly<Record<string, string>>;
  readonly timeMs: number;
  readonly value: number | null;
  /** The value as text, exact for every type. */
  readonly text: string;
}

/** The newest readings of catalogued signals up to now, by signal id; future ones do not count. One look a measurement.field. */
export async function lastReadings(
  telemetry: TelemetryStore,
  signals: readonly Signal[],
  nowMs: number,
): Promise<ReadonlyMap<string, readonly LastReading[]>> {
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    const key = JSON.stringify([signal.measurement, signal.field]);
    groups.set(key, [...(groups.get(key) ?? []), signal]);
  }
  const found = new Map<string, LastReading[]>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [{ measurement, field } = { measurement: '', field: '' }] = group;
      const assets = group.map((signal) => signal.asset);
      const latest = await telemetry.latest({ measurement, field, tags: { asset: assets } }, nsFromMs(nowMs) + 1n);
      for (const { series, timeNs, values } of latest) {
        const time = timeNs.at(-1);
        const value = values.at(-1);
        if (time === undefined || value === undefined) continue;
        const id = signalId({ asset: series.tags['asset'] ?? '', measurement, field });
        const reading: LastReading = {
          tags: series.tags,
          timeMs: msFromNs(time),
          value: typeof value === 'string' ? null : Number(value),
          text: String(value),
        };
        found.set(id, [...(found.get(id) ?? []), reading]);
      }
    }),
  );
  return found;
}
