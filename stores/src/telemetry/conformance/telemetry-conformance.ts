import { afterAll, beforeAll, describe } from 'vitest';
import type { TelemetryCapabilities, TelemetryStore } from '../store.js';
import { anyOrderPromise } from './any-order.js';
import { findingPromises } from './finding.js';
import { openHarness } from './harness.js';
import { keepingPromises } from './keeping.js';
import { overwritePromises } from './overwrites.js';
import { reopeningPromise } from './reopening.js';
import { shapePromises } from './shapes.js';
import { valuesPromises } from './values.js';

/** How the suite gets at an adapter. */
export interface ConformanceSubject {
  readonly name: string;
  open(): Promise<TelemetryStore>;
  /** Closes the store and opens it again on the same data; absent where nothing outlives the store. */
  reopen?(store: TelemetryStore): Promise<TelemetryStore>;
  close?(): Promise<void>;
  /** Runs of each property; an engine behind HTTP takes fewer. */
  readonly propertyRuns?: number;
}

const PROMISES_NOT_KEPT: Readonly<Record<keyof TelemetryCapabilities, string>> = {
  transactionalCheckpoint:
    'the checkpoint is committed with its rows (it is kept after them: a crash between repeats rows, which is harmless)',
  unsigned: 'unsigned integers (refused with a reason)',
  exactDrop: 'drop takes effect when it resolves',
};

/** Runs every promise of the telemetry port against one adapter, as tests a user understands. */
export function telemetryConformance(subject: ConformanceSubject): void {
  describe(`telemetry promises: ${subject.name}`, () => {
    let store: TelemetryStore;
    beforeAll(async () => {
      store = await subject.open();
      const missing = Object.entries(store.capabilities).filter(([, kept]) => !kept);
      for (const [capability] of missing) {
        console.log(
          `${subject.name} declares that it cannot keep: ${PROMISES_NOT_KEPT[capability as keyof TelemetryCapabilities]}`,
        );
      }
    });
    afterAll(async () => {
      await store?.close();
      await subject.close?.();
    });

    const on = openHarness(() => store);
    valuesPromises(on);
    overwritePromises(on);
    shapePromises(on);
    findingPromises(on);
    keepingPromises(on);
    anyOrderPromise(on, subject.propertyRuns ?? 25);
    const { reopen } = subject;
    if (reopen) reopeningPromise(on, async () => void (store = await reopen(store)));
  });
}
