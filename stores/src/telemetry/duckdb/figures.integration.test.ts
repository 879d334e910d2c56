import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { batchOf, type FieldValue, type Series } from '@wellhead/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AGGREGATES, at, BASE, MINUTE, pairs, SECOND, series } from '../conformance/readings.js';
import { shapeReadings } from '../shape.js';
import type { TelemetryQuery, TelemetryStore } from '../store.js';
import { readNumber } from './duckdb-file.js';
import { type DuckDbStore, openDuckDbStore } from './duckdb-store.js';
import { figuresOf, NUMERIC_TYPES } from './figures-sql.js';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'wellhead-figures-'))));
afterEach(() => rmSync(dir, { recursive: true }));
const fileIn = (): string => join(dir, 'telemetry.duckdb');

/** Minutes that one property run spans: readings a minute apart are dense, so the store keeps figures of them. */
const SPAN_MINUTES = 300;
const minute = fc.integer({ min: 0, max: SPAN_MINUTES });
const well = fc.integer({ min: 0, max: 2 });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      well,
      from: minute,
      length: fc.integer({ min: 1, max: 90 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('scattered' as const),
      well,
      minutes: fc.array(minute, { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'compact' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('drop' as const), before: minute, offsetNs: fc.bigInt(0n, 50n * SECOND) }),
  },
);
const shapeFrom = fc.oneof(
  fc.record({
    kind: fc.constant('windows' as const),
    everyNs: fc.constantFrom(15n * MINUTE, 30n * MINUTE, 60n * MINUTE, 7n * MINUTE),
    aggregate: fc.constantFrom(...AGGREGATES),
  }),
  fc.record({
    kind: fc.constant('envelope' as const),
    everyNs: fc.constantFrom(15n * MINUTE, 45n * MINUTE, 1_440n * MINUTE),
  }),
);

it('answers the same from figures as from readings, whatever mix came late, again, corrected or was dropped', async () => {
  const store = await openDuckDbStore({ file: fileIn(), compactAtRows: 1e12 });
  let run = 0n;
  // Every value is another one, so that of an envelope's extremes there is but one.
  let value = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 3, maxLength: 14 }),
        fc.array(fc.tuple(shapeFrom, minute, minute), { minLength: 3, maxLength: 3 }),
        async (actions, questions) => {
          // Each run lies after the one before, so that dropping what is old changes this run alone.
          const start = BASE + (run += 1n) * 10_000n * MINUTE + 20n * SECOND;
          const wells = (['float', 'integer', 'unsigned'] as const).map((type) => series(`figures-${run}`, type, type));
          const truth = wells.map(() => new Map<bigint, FieldValue>());
          const write = async (at0: number, minutes: readonly number[]): Promise<void> => {
            const one = wells[at0] as Series;
            const readings = minutes.map((each) => {
              const next = ((value += 1) * 7_919) % 100_003;
              return at(one, start + BigInt(each) * MINUTE, one.type === 'float' ? next : BigInt(next));
            });
            await store.write(batchOf(readings));
            for (const { timeNs, value: read } of readings) truth[at0]?.set(timeNs, read);
          };
          for (const one of actions) {
            if (one.kind === 'run')
              await write(
                one.well,
                Array.from({ length: one.length }, (_, step) => one.from + step),
              );
            else if (one.kind === 'scattered') await write(one.well, one.minutes);
            else if (one.kind === 'compact') await store.compact();
            else {
              const beforeNs = start + BigInt(one.before) * MINUTE + one.offsetNs;
              await store.drop(beforeNs);
              for (const samples of truth) for (const time of samples.keys()) if (time < beforeNs) samples.delete(time);
            }
          }
          for (const [shape, from, to] of questions) {
            const fromNs = start + BigInt(Math.min(from, to)) * MINUTE - 3n * SECOND;
            const toNs = start + BigInt(Math.max(from, to) + 60) * MINUTE + 5n;
            const wanted = wells.map((one, place) => {
              const samples = [...(truth[place] ?? [])].filter(([time]) => time >= fromNs && time < toNs);
              return pairs(
                shapeReadings(
                  one,
                  samples.sort(([a], [b]) => (a < b ? -1 : 1)),
                  shape,
                ),
              );
            });
            const found = await store.read({ selector: { measurement: `figures-${run}` }, fromNs, toNs, shape });
            expect(wells.map((one) => pairs(found.find((answer) => answer.series.key === one.key)))).toEqual(wanted);
          }
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
    await store.compact();
  } finally {
    await store.close();
  }
  expect(await figuresThatDiffer()).toBe(0);
}, 300_000);

const DAYS = 3;
const dense = series('dense', 'float', 'a');
const sparse = series('sparse', 'float', 'a');

/** Three days and a half: of one series a reading a minute with a spike, of another one each half hour. */
async function writeDays(store: TelemetryStore): Promise<void> {
  const minutes = Array.from({ length: DAYS * 1_440 + 720 }, (_, each) => each);
  await store.write(
    batchOf(
      minutes.flatMap((each) => [
        at(dense, BASE + BigInt(each) * MINUTE, each === 1_717 ? 9_999 : Math.sin(each / 100)),
        ...(each % 30 === 0 ? [at(sparse, BASE + BigInt(each) * MINUTE, each)] : []),
      ]),
    ),
  );
}

const hours: TelemetryQuery = {
  selector: {},
  fromNs: BASE - 5n,
  toNs: BASE + 100n * 1_440n * MINUTE,
  shape: { kind: 'envelope', everyNs: 60n * MINUTE },
};
const answersOf = async (store: TelemetryStore): Promise<unknown> =>
  (await store.read(hours)).map((one) => [one.series.key, pairs(one)]).sort();

it('keeps figures of a dense series and none of a sparse one', async () => {
  const store = await openDuckDbStore({ file: fileIn(), compactAtRows: 1e12 });
  await writeDays(store);
  const before = await answersOf(store);
  await store.compact();
  expect(await answersOf(store)).toEqual(before);
  await store.close();
  expect(await inFile((file) => readNumber(file, 'SELECT count(DISTINCT series_id) FROM figures_float'))).toBe(1);
  expect(await inFile((file) => readNumber(file, 'SELECT count(*) FROM figures_float'))).toBe((DAYS * 24 + 12) * 4);
  expect(await figuresThatDiffer()).toBe(0);
});

it('opens a file of a version without figures, answers from its readings, and makes figures of them by the day', async () => {
  let store: DuckDbStore = await openDuckDbStore({ file: fileIn(), compactAtRows: 1e12 });
  await writeDays(store);
  const wanted = await answersOf(store);
  await store.compact();
  await store.close();
  await inFile(async (file) => {
    for (const type of NUMERIC_TYPES) await file.run(`DROP TABLE figures_${type}; DROP TABLE figured_${type};`);
  });
  store = await openDuckDbStore({ file: fileIn(), compactAtRows: 1e12 });
  expect(await answersOf(store)).toEqual(wanted);
  await store.write(
    batchOf([at(dense, BASE + 5n * MINUTE, -9_999), at(dense, BASE + BigInt(DAYS + 9) * 1_440n * MINUTE, 1)]),
  );
  const corrected = await answersOf(store);
  await store.compact();
  expect(await answersOf(store)).toEqual(corrected);
  await store.close();
  expect(await inFile((file) => readNumber(file, 'SELECT sum(readings)::BIGINT FROM figures_float'))).toBe(
    DAYS * 1_440 + 721,
  );
  expect(await figuresThatDiffer()).toBe(0);
});

async function inFile<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(fileIn());
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Slots of which the figures, put together, are not what their sorted readings give. */
const figuresThatDiffer = (): Promise<number> =>
  inFile(async (connection) => {
    let differing = 0;
    for (const type of NUMERIC_TYPES) {
      const kept = `SELECT series_id, slot_ns, sum(readings)::BIGINT AS readings, sum(total) AS total, min(low) AS low, arg_min(low_ns, low) AS low_ns, max(high) AS high,
        arg_max(high_ns, high) AS high_ns, arg_min(first, first_ns) AS first, min(first_ns) AS first_ns, arg_max(last, last_ns) AS last, max(last_ns) AS last_ns
        FROM figures_${type} GROUP BY series_id, slot_ns`;
      const made = figuresOf(
        `SELECT series_id, time_ns, value FROM sorted_${type} JOIN figured_${type} USING (series_id) WHERE time_ns >= from_ns`,
      );
      // Totals of floats that were added in another order may differ in their last digits.
      const exact = (figures: string): string =>
        `SELECT * REPLACE (round(total::DOUBLE, 6) AS total, readings::BIGINT AS readings) FROM (${figures})`;
      differing += await readNumber(
        connection,
        `SELECT count(*) FROM ((${exact(kept)} EXCEPT ${exact(made)}) UNION ALL (${exact(made)} EXCEPT ${exact(kept)}))`,
      );
    }
    return differing;
  });
