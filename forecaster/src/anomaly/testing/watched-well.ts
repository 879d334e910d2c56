import { ANOMALY_MEASUREMENT, batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { installPack, openMemoryStore, type TelemetryStore } from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { examplePack } from '../../../../stores/testing/example-pack.js';
import { openTestDatabase, type TestDatabase } from '../../../../stores/testing/database.js';
import { randomNumbers } from '../../../testing/made-series.js';
import { openScorer } from '../score-readings.js';
import { openReadingsWatch, type ReadingsWatch } from '../watch-readings.js';

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 2, 1);

const noise = randomNumbers(3);
/** What the temperature of the well is in each minute from the start on. */
export const VALUES = Array.from({ length: 2_000 }, () => 100 + noise());

export const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

export interface WatchedWell {
  readonly database: TestDatabase;
  readonly telemetry: TelemetryStore;
  /** Now, from the start on. */
  minute: number;
  open(store?: TelemetryStore): Promise<ReadingsWatch>;
  /** Stores readings of these minutes. */
  write(minutes: readonly number[], values?: (at: number) => number, store?: TelemetryStore): Promise<unknown>;
  /** What was told of the readings, by their minutes. */
  scores(store?: TelemetryStore, field?: string): Promise<ReadonlyMap<number, number>>;
  /** What is told of the same readings when they come in order and nothing happens. */
  undisturbed(readings: readonly number[], values?: (at: number) => number): Promise<ReadonlyMap<number, number>>;
}

/** A well for the tests of a file; each begins with an empty store and nothing remembered. */
export function useWatchedWell(): WatchedWell {
  const scorer = openScorer();
  let database: TestDatabase;
  let telemetry: TelemetryStore;

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [examplePack] });
    await installPack(database.pool, examplePack);
  });
  beforeEach(async () => {
    telemetry = openMemoryStore();
    well.minute = 0;
    await database.pool.query('truncate ops.anomaly_states');
  });
  afterAll(async () => {
    await scorer.close();
    await database.close();
  });

  const well: WatchedWell = {
    get database() {
      return database;
    },
    get telemetry() {
      return telemetry;
    },
    minute: 0,
    open: (store = telemetry) =>
      openReadingsWatch({
        stores: { telemetry: store, pool: database.pool },
        scorer,
        clock: () => START + well.minute * MINUTE,
      }),
    write: (minutes, values = (at) => VALUES[at] as number, store = telemetry) =>
      store.write(
        batchOf(
          minutes.map((at) => ({
            series: seriesOf('esp', { asset: 'well-101' }, 'temperature', 'float'),
            timeNs: nsFromMs(START + at * MINUTE),
            value: values(at),
          })),
        ),
      ),
    async scores(store = telemetry, field = 'z') {
      const [found] = await store.read({
        selector: { measurement: ANOMALY_MEASUREMENT, field, tags: { asset: ['well-101'], field: ['temperature'] } },
        fromNs: nsFromMs(START),
        toNs: nsFromMs(START + 1e9),
        shape: { kind: 'raw' },
      });
      return new Map(
        Array.from(found?.timeNs ?? [], (at, row) => [
          Number(at - nsFromMs(START)) / 1e6 / MINUTE,
          Number(found?.values[row]),
        ]),
      );
    },
    async undisturbed(readings, values) {
      const store = openMemoryStore();
      await well.write(readings, values, store);
      const before = await database.pool.query('select * from ops.anomaly_states');
      await database.pool.query('truncate ops.anomaly_states');
      await (await well.open(store)).look('past');
      await database.pool.query('truncate ops.anomaly_states');
      if (before.rows.length > 0)
        await database.pool.query(
          'insert into ops.anomaly_states select * from jsonb_populate_recordset(null::ops.anomaly_states, $1::jsonb)',
          [JSON.stringify(before.rows)],
        );
      return well.scores(store);
    },
  };
  return well;
}
