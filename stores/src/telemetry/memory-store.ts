import { type FieldValue, type Series, readingsOf } from '@wellhead/contracts';
import { isNumeric, selects, seriesId } from './selector.js';
import { type Sample, packReadings, shapeReadings } from './shape.js';
import type { SeriesSelector, TelemetryStore } from './store.js';

interface MemorySeries {
  readonly series: Series;
  readonly values: Map<bigint, FieldValue>;
}

/** Telemetry in the memory of this process, for tests: the promises of the port in their plainest form. */
export function openMemoryStore(): TelemetryStore {
  const all = new Map<string, MemorySeries>();
  const checkpoints = new Map<string, number>();

  const selected = (selector: SeriesSelector): MemorySeries[] => {
    const isSelected = selects(selector);
    return [...all.values()].filter(({ series }) => isSelected(series));
  };
  const samplesOf = ({ values }: MemorySeries, fromNs: bigint | undefined, toNs: bigint | undefined): Sample[] =>
    [...values]
      .filter(([time]) => (fromNs === undefined || time >= fromNs) && (toNs === undefined || time < toNs))
      .sort(([a], [b]) => (a < b ? -1 : 1));

  return {
    name: 'memory',
    capabilities: { transactionalCheckpoint: true, unsigned: true, exactDrop: true },

    write: async (batch, checkpoint) => {
      for (const { series, timeNs, value } of readingsOf(batch)) {
        const id = seriesId(series);
        let known = all.get(id);
        if (!known) all.set(id, (known = { series, values: new Map() }));
        known.values.set(timeNs, value);
      }
      if (checkpoint) checkpoints.set(checkpoint.sink, checkpoint.sequence);
      return { kind: 'stored' };
    },
    checkpoint: async (sink) => checkpoints.get(sink),

    read: async ({ selector, fromNs, toNs, shape }, signal) => {
      signal?.throwIfAborted();
      return selected(selector)
        .filter(({ series }) => shape.kind === 'raw' || isNumeric(series))
        .map((one) => shapeReadings(one.series, samplesOf(one, fromNs, toNs), shape))
        .filter(({ timeNs }) => timeNs.length > 0);
    },
    latest: async (selector, beforeNs) =>
      selected(selector)
        .map((one) => packReadings(one.series, samplesOf(one, undefined, beforeNs).slice(-1)))
        .filter(({ timeNs }) => timeNs.length > 0),
    series: async (selector) => selected(selector).map(({ series }) => series),
    count: async (selector) => selected(selector).reduce((sum, { values }) => sum + values.size, 0),

    drop: async (beforeNs) => {
      for (const [id, { values }] of all) {
        for (const time of values.keys()) if (time < beforeNs) values.delete(time);
        if (values.size === 0) all.delete(id);
      }
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
}
