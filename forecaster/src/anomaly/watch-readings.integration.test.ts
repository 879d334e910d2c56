import { ANOMALY_FIELDS, ANOMALY_MEASUREMENT, anomalyExcess, batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { installPack, openMemoryStore, type TelemetryStore } from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { randomNumbers } from '../models/model-conformance.js';
import { openScorer } from './score-readings.js';
import { openReadingsWatch, type ReadingsWatch } from './watch-readings.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1);

describe('the watch of readings', () => {
  const scorer = openScorer();
  let database: TestDatabase;
  let telemetry: TelemetryStore;
  let minute = 0;

  beforeAll(async () => {
    database = await openTestDatabase({ packs: [examplePack] });
    await installPack(database.pool, examplePack);
  });
  beforeEach(async () => {
    telemetry = openMemoryStore();
    minute = 0;
    await database.pool.query('truncate ops.anomaly_states');
  });
  afterAll(async () => {
    await scorer.close();
    await database.close();
  });

  const open = (store = telemetry): Promise<ReadingsWatch> =>
    openReadingsWatch({
      stores: { telemetry: store, pool: database.pool },
      scorer,
      clock: () => START + minute * MINUTE,
    });
  const noise = randomNumbers(3);
  const VALUES = Array.from({ length: 2_000 }, () => 100 + noise());
  const write = (
    minutes: readonly number[],
    values: (at: number) => number = (at) => VALUES[at] as number,
    store = telemetry,
  ) =>
    store.write(
      batchOf(
        minutes.map((at) => ({
          series: seriesOf('esp', { asset: 'well-101' }, 'temperature', 'float'),
          timeNs: nsFromMs(START + at * MINUTE),
          value: values(at),
        })),
      ),
    );
  const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
  const scores = async (store = telemetry, field = 'z'): Promise<ReadonlyMap<number, number>> => {
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
  };
  /** What is told of the same readings when they come in order and nothing happens. */
  const undisturbed = async (readings: readonly number[], values?: (at: number) => number) => {
    const store = openMemoryStore();
    await write(readings, values, store);
    const before = await database.pool.query('select * from ops.anomaly_states');
    await database.pool.query('truncate ops.anomaly_states');
    await (await open(store)).look('past');
    await database.pool.query('truncate ops.anomaly_states');
    if (before.rows.length > 0)
      await database.pool.query(
        'insert into ops.anomaly_states select * from jsonb_populate_recordset(null::ops.anomaly_states, $1::jsonb)',
        [JSON.stringify(before.rows)],
      );
    return scores(store);
  };

  it('writes the scores of many series piece by piece, so that the thread is not held for long', async () => {
    const sizes: number[] = [];
    const watch = await open({
      ...telemetry,
      write: (batch) => {
        sizes.push(batch.length);
        return telemetry.write(batch);
      },
    });
    minute = 60;
    const rows = span(0, 300).flatMap((part) =>
      span(0, 60).map((at) => ({
        series: seriesOf('esp', { asset: 'well-101', part: String(part) }, 'temperature', 'float'),
        timeNs: nsFromMs(START + at * MINUTE),
        value: VALUES[part + at] as number,
      })),
    );
    await telemetry.write(batchOf(rows));
    expect(await watch.look('past')).toBe(300 * 40);
    // At most what one run of 50 series and 16 readings adds to 2,999 that waited.
    expect(Math.max(...sizes)).toBeLessThan((3_000 + 50 * 16) * ANOMALY_FIELDS.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(300 * 40 * ANOMALY_FIELDS.length);
  });

  it('learns from the first readings and scores every one after them, at its own time, with its tags', async () => {
    const watch = await open();
    minute = 100;
    await write(span(0, 100));
    expect(await watch.look('past')).toBe(80);
    expect([...(await scores()).keys()]).toEqual(span(20, 100));
    const [companion] = await telemetry.series({ measurement: ANOMALY_MEASUREMENT, field: 'cusum' });
    expect(companion?.tags).toEqual({ asset: 'well-101', measurement: 'esp', field: 'temperature' });
  });

  it('scores new readings at the next look, each once', async () => {
    const watch = await open();
    minute = 100;
    await write(span(0, 100));
    await watch.look('past');
    minute = 103;
    await write(span(100, 103));
    expect(await watch.look('newest')).toBe(3);
    expect(await watch.look('newest')).toBe(0);
    expect(await watch.look('past')).toBe(0);
    expect(await scores()).toEqual(await undisturbed(span(0, 103)));
  });

  it('looks for the newest readings in between where the past takes long', async () => {
    const first = await open();
    minute = 100;
    await write(span(0, 100));
    await first.look('past');
    // The store takes a minute to answer of the past, and a reading comes meanwhile.
    const asked: string[] = [];
    const slow: TelemetryStore = {
      ...telemetry,
      read: async (question) => {
        const found = await telemetry.read(question);
        if (question.selector.measurement !== 'esp' || question.selector.field !== 'temperature') return found;
        const isPast = question.fromNs < nsFromMs(START + 99 * MINUTE);
        asked.push(isPast ? 'past' : 'newest');
        if (isPast) {
          minute += 1;
          await write([minute - 1]);
        }
        return found;
      },
    };
    const watch = await open(slow);
    await watch.look('past');
    asked.length = 0;
    const before = (await scores()).size;
    await watch.look('past');
    expect(asked).toEqual(['past', 'newest']);
    expect((await scores()).size).toBe(before + 2);
  });

  it('asks the store for readings after the newest that it knows, and finds a signal that sends again after a silence', async () => {
    const asked: bigint[] = [];
    const recording: TelemetryStore = {
      ...telemetry,
      read: (query, signal) => {
        asked.push(query.fromNs);
        return telemetry.read(query, signal);
      },
    };
    await write(span(0, 60));
    minute = 61;
    const watch = await open(recording);
    await watch.look('past');
    asked.length = 0;
    expect(await watch.look('newest')).toBe(0);
    expect(asked).toEqual([nsFromMs(START + 59 * MINUTE) + 1n]);

    minute = 300;
    await write([299]);
    expect(await watch.look('newest')).toBe(1);
  });

  it('calls a reading an anomaly that is one', async () => {
    const watch = await open();
    minute = 100;
    await write(span(0, 101), (at) => (at === 100 ? 130 : (VALUES[at] as number)));
    await watch.look('past');
    const excess = async (at: number): Promise<number> =>
      anomalyExcess((await scores()).get(at) as number, (await scores(telemetry, 'cusum')).get(at) as number);
    expect(await excess(100)).toBeGreaterThan(0);
    expect(await excess(99)).toBeLessThan(0);
    expect((await scores(telemetry, 'expected')).get(100)).toBeCloseTo(100, 0);
  });

  it('gives late readings and corrections the scores they would have had, and those after them', async () => {
    const watch = await open();
    minute = 200;
    const late = [80, 150, 151, 199];
    await write(span(0, 200).filter((at) => !late.includes(at)));
    await watch.look('past');
    await write(late);
    await write([120], () => 104);
    await watch.look('newest');
    await watch.look('past');
    const corrected = (at: number): number => (at === 120 ? 104 : (VALUES[at] as number));
    expect(await scores()).toEqual(await undisturbed(span(0, 200), corrected));
  });

  it('leaves a reading without a score that is later than what is remembered, and goes on', async () => {
    const watch = await open();
    minute = 400;
    await write(span(0, 400).filter((at) => at !== 30));
    await watch.look('past');
    const before = await scores();
    await write([30]);
    expect(await watch.look('past')).toBe(0);
    expect(await scores()).toEqual(before);
  });

  it('goes on after a gap with what comes, and does not invent scores for what is missing', async () => {
    const watch = await open();
    minute = 400;
    const came = [...span(0, 100), ...span(390, 400)];
    await write(came);
    await watch.look('past');
    expect([...(await scores()).keys()]).toEqual(came.slice(20));
    expect([...(await scores()).values()].every(Number.isFinite)).toBe(true);
  });

  it('goes on from the saved state without a repeat or a gap, also for what came late while it was away', async () => {
    const first = await open();
    minute = 300;
    await write(span(0, 300).filter((at) => at !== 290));
    await first.look('past');
    const count = await telemetry.count({ measurement: ANOMALY_MEASUREMENT, field: 'z' });
    minute = 320;
    await write([290, ...span(300, 320)]);
    const second = await open();
    // Those after the late one are told anew, no other.
    expect(await second.look('past')).toBe(30);
    expect(await scores()).toEqual(await undisturbed(span(0, 320)));
    expect(await telemetry.count({ measurement: ANOMALY_MEASUREMENT, field: 'z' })).toBe(count + 21);
    const third = await open();
    expect(await third.look('past')).toBe(0);
  });

  it('writes what a store did not take as soon as it does, none missing', async () => {
    let away = true;
    const flaky: TelemetryStore = {
      ...telemetry,
      write: (batch, checkpoint) => (away ? Promise.reject(new Error('away')) : telemetry.write(batch, checkpoint)),
    };
    const watch = await open(flaky);
    minute = 100;
    await write(span(0, 100));
    await expect(watch.look('past')).rejects.toThrow('away');
    away = false;
    expect(await watch.look('newest')).toBe(80);
    expect(await scores()).toEqual(await undisturbed(span(0, 100)));
  });

  it('begins anew when the interval of a signal changes', async () => {
    minute = 100;
    await write(span(0, 100));
    await (await open()).look('past');
    await database.pool.query(`update ops.signals set interval_ms = 120000 where field = 'temperature'`);
    const watch = await open();
    await watch.look('past');
    const { rows } = await database.pool.query('select interval_ms from ops.anomaly_states');
    expect(rows).toEqual([{ interval_ms: '120000' }]);
    await installPack(database.pool, examplePack);
  });
});
