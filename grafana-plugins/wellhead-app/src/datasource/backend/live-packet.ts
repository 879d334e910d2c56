import { jsonFrame } from '@wellhead/api';
import { NS_PER_MS, type FrameField } from '@wellhead/contracts';
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
 * Readings as a packet of a live channel: one wide frame, a field a series of the channel, a row a time. The schema comes with every packet, since a
 * subscriber may join at any time.
 */
export function livePacket(series: readonly LiveReading[], fresh: readonly LiveReading[]): string {
  const times = [...new Set(fresh.map(({ timeNs }) => timeNs))].sort((a, b) => (a < b ? -1 : 1));
  const valueAt = (key: string, time: bigint): number | null =>
    fresh.find((reading) => reading.key === key && reading.timeNs === time)?.value ?? null;
  const fields = series.map(({ key, asset, signal }): FrameField => {
    const values = times.map((time) => valueAt(key, time));
    return { name: 'value', type: 'number', labels: { asset, signal }, values };
  });
  const time: FrameField = { name: 'time', type: 'time', values: BigInt64Array.from(times) };
  return JSON.stringify(jsonFrame({ name: 'live readings', fields: [time, ...fields] }));
}

/** Readings of one series as a packet without a schema: it goes on with the frame that the query answered, under its names and units. */
export const seriesPacket = (fresh: readonly LiveReading[]): string =>
  JSON.stringify({
    data: { values: [fresh.map(({ timeNs }) => Number(timeNs / NS_PER_MS)), fresh.map(({ value }) => value)] },
  });
