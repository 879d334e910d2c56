import { type FieldValue, type Reading, batchOf } from '@wellhead/contracts';
import { expect } from 'vitest';
import type { Checkpoint, SeriesReadings, TelemetryQuery, TelemetryStore } from '../store.js';
import { BASE, MINUTE, pairs } from './readings.js';

/** What each group of promises works with. Cases share one store and keep apart by measurement, so an engine that holds other data can be used too. */
export interface Harness {
  store(): TelemetryStore;
  nextMeasurement(): string;
  /** Expects that every reading is stored. */
  write(readings: readonly Reading[], checkpoint?: Checkpoint): Promise<void>;
  read(
    measurement: string,
    shape?: TelemetryQuery['shape'],
    fromNs?: bigint,
    toNs?: bigint,
  ): Promise<readonly SeriesReadings[]>;
  /** Readings of the one series of a measurement. */
  only(measurement: string, shape?: TelemetryQuery['shape']): Promise<[bigint, FieldValue][]>;
}

export function openHarness(store: () => TelemetryStore): Harness {
  let cases = 0;
  const run = Math.random().toString(36).slice(2, 8);
  const read: Harness['read'] = (
    measurement,
    shape = { kind: 'raw' },
    fromNs = BASE - 1_000n * MINUTE,
    toNs = BASE + 1_000n * MINUTE,
  ) => store().read({ selector: { measurement }, fromNs, toNs, shape });
  return {
    store,
    nextMeasurement: () => `conformance_${run}_${(cases += 1)}`,
    write: async (readings, checkpoint) => {
      expect(await store().write(batchOf(readings), checkpoint)).toEqual({ kind: 'stored' });
    },
    read,
    only: async (measurement, shape) => {
      const answers = await read(measurement, shape);
      expect(answers.length).toBeLessThanOrEqual(1);
      return pairs(answers[0]);
    },
  };
}
