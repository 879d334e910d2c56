import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MS_PER_DAY, nsFromMs } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { openDuckDbStore, openInfluxStore, openMemoryStore } from '../src/telemetry/index.js';
import type { TelemetryStore } from '../src/telemetry/store.js';
import { startTestInflux } from './influx.js';
import { NOW_MS, openQueryFixture, type QueryFixture } from './query-fixture.js';

/** A telemetry engine for tests that run on each. */
interface Engine {
  /** An empty store; the one before is closed or emptied. */
  empty(): Promise<TelemetryStore>;
  close(): Promise<void>;
}

/** By name; InfluxDB only where there is one. Opened when called, ended with the test file. */
const ENGINES: Record<string, () => Promise<Engine>> = {
  memory: async () => ({ empty: async () => openMemoryStore(), close: async () => undefined }),
  duckdb: async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'wellhead-queries-'));
    const store = await openDuckDbStore({ file: path.join(folder, 'telemetry.duckdb') });
    return {
      empty: async () => {
        await store.drop(nsFromMs(NOW_MS + MS_PER_DAY));
        return store;
      },
      close: async () => {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const influx = await startTestInflux();
if ('missing' in influx) {
  if (process.env['CI'] === 'true') throw new Error(`InfluxDB is needed in CI: ${influx.missing}`);
  console.log(`Queries on InfluxDB are not tested: ${influx.missing}`);
} else {
  ENGINES['influx'] = async () => {
    const stores: TelemetryStore[] = [];
    return {
      empty: async () => {
        const bucket = `queries-${stores.length}`;
        await influx.makeBucket(bucket);
        const { url, token, org } = influx;
        const store = await openInfluxStore({ url, token, org, bucket });
        stores.push(store);
        return store;
      },
      close: async () => {
        for (const store of stores) await store.close();
      },
    };
  };
  afterAll(() => influx.close());
}

/** Tests of queries on each engine: the fixture's telemetry store is an empty one of that engine before each test. */
export function describeOnEngines(
  title: string,
  tests: (fixture: Omit<QueryFixture, 'reset' | 'close'>) => void,
): void {
  describe.each(Object.entries(ENGINES))(`${title} in %s`, (_name, open) => {
    let engine: Engine;
    let opened: QueryFixture;
    beforeAll(async () => {
      engine = await open();
      opened = await openQueryFixture(openMemoryStore());
    });
    beforeEach(async () => opened.reset(await engine.empty()));
    afterAll(async () => {
      await opened.close();
      await engine.close();
    });
    tests({
      get stores() {
        return opened.stores;
      },
      write: (...what) => opened.write(...what),
      issue: (...what) => opened.issue(...what),
      ask: (...what) => opened.ask(...what),
    });
  });
}
