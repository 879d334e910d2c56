import { NS_PER_MS, msFromNs } from '@wellhead/contracts';
import type { SeriesReadings } from '@wellhead/stores';

/** A series of numbers with its newest reading. */
export interface LiveReading {
  readonly asset: string;
  readonly signal: string;
  readonly key: string;
  readonly timeNs: bigint;
  readonly value: number;
}

/** The newest reading of a series, if it is a number. */
export function liveReadingOf({ series, timeNs, values }: SeriesReadings): LiveReading | undefined {
  const at = timeNs.length - 1;
  const time = timeNs[at];
  const value = values[at];
  if (time === undefined || (typeof value !== 'number' && typeof value !== 'bigint')) return undefined;
  return {
    asset: series.tags['asset'] ?? '',
    signal: `${series.measurement}.${series.field}`,
    key: series.key,
    timeNs: time,
    value: Number(value),
  };
}

/**
 * Readings as a packet of a live channel: one wide frame in Grafana's JSON encoding, a field a series of the channel, a row a time. The schema comes
 * with every packet, since a subscriber may join at any time.
 */
export function livePacket(series: readonly LiveReading[], fresh: readonly LiveReading[]): string {
  const times = [...new Set(fresh.map(({ timeNs }) => timeNs))].sort((a, b) => (a < b ? -1 : 1));
  const columns = series.map(({ key }) =>
    times.map((time) => fresh.find((reading) => reading.key === key && reading.timeNs === time)?.value ?? null),
  );
  const fields = series.map(({ asset, signal }) => ({
    name: 'value',
    type: 'number',
    labels: { asset, signal },
  }));
  return JSON.stringify({
    schema: { name: 'live readings', fields: [{ name: 'time', type: 'time' }, ...fields] },
    data: {
      values: [times.map(msFromNs), ...columns],
      nanos: [times.map((time) => Number(((time % NS_PER_MS) + NS_PER_MS) % NS_PER_MS)), ...series.map(() => null)],
    },
  });
}
