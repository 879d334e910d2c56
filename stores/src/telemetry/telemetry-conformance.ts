import { type FieldType, type FieldValue, type Reading, type Series, batchOf, seriesOf } from '@wellhead/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeReadings } from './shape.js';
import type {
  SeriesReadings,
  TelemetryCapabilities,
  TelemetryQuery,
  TelemetryStore,
  WindowAggregate,
} from './store.js';

/** How the suite gets at an adapter. Cases share one store and keep apart by measurement, so an engine that holds other data can be used too. */
export interface ConformanceSubject {
  readonly name: string;
  open(): Promise<TelemetryStore>;
  /** Closes the store and opens it again on the same data; absent where nothing outlives the store. */
  reopen?(store: TelemetryStore): Promise<TelemetryStore>;
  close?(): Promise<void>;
  /** Runs of each property; an engine behind HTTP takes fewer. */
  readonly propertyRuns?: number;
}

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
/** 2026-03-01T00:00:00Z */
const BASE = 1_772_323_200n * SECOND;
const AGGREGATES: readonly WindowAggregate[] = ['mean', 'min', 'max', 'sum', 'count', 'first', 'last'];
const ODD_TEXT = "quote \" back\\slash, comma = equals\nnew line\ttab ünï→ 🛢 'apostrophe' ; DROP SERIES -- %s ${x}";

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
    let cases = 0;
    const run = Math.random().toString(36).slice(2, 8);
    const nextMeasurement = (): string => `conformance_${run}_${(cases += 1)}`;

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

    const write = async (
      readings: readonly Reading[],
      checkpoint?: { sink: string; sequence: number },
    ): Promise<void> => {
      expect(await store.write(batchOf(readings), checkpoint)).toEqual({ kind: 'stored' });
    };
    const series = (measurement: string, type: FieldType = 'float', asset = 'well-101', field = 'value'): Series =>
      seriesOf(measurement, { asset }, field, type);
    const at = (one: Series, timeNs: bigint, value: FieldValue): Reading => ({ series: one, timeNs, value });
    const read = (
      measurement: string,
      shape: TelemetryQuery['shape'] = { kind: 'raw' },
      fromNs = BASE - 1_000n * MINUTE,
      toNs = BASE + 1_000n * MINUTE,
    ): Promise<readonly SeriesReadings[]> => store.read({ selector: { measurement }, fromNs, toNs, shape });
    const pairs = (answer: SeriesReadings | undefined): [bigint, FieldValue][] =>
      answer ? Array.from(answer.timeNs, (time, row) => [time, answer.values[row] as FieldValue]) : [];
    const only = async (measurement: string, shape?: TelemetryQuery['shape']): Promise<[bigint, FieldValue][]> => {
      const answers = await read(measurement, shape);
      expect(answers.length).toBeLessThanOrEqual(1);
      return pairs(answers[0]);
    };

    it('gives back what was written, in the order of time', async () => {
      const one = series(nextMeasurement());
      await write([at(one, BASE, 1.5), at(one, BASE + SECOND, -2.25), at(one, BASE + 2n * SECOND, 1e-300)]);
      expect(await only(one.measurement)).toEqual([
        [BASE, 1.5],
        [BASE + SECOND, -2.25],
        [BASE + 2n * SECOND, 1e-300],
      ]);
    });

    it('keeps every nanosecond of a time', async () => {
      const one = series(nextMeasurement());
      const times = [1n, 2n, 789n, 999_999_999n].map((ns) => BASE + ns);
      await write(times.map((time, row) => at(one, time, row)));
      expect((await only(one.measurement)).map(([time]) => time)).toEqual(times);
    });

    it('keeps every digit of a 64-bit integer', async () => {
      const one = series(nextMeasurement(), 'integer');
      const values = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, 9_007_199_254_740_993n, 0n, -1n];
      await write(values.map((value, row) => at(one, BASE + BigInt(row), value)));
      expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
    });

    it('keeps unsigned integers above the signed range, or refuses them with a reason', async () => {
      const one = series(nextMeasurement(), 'unsigned');
      const values = [18_446_744_073_709_551_615n, 0n, 9_223_372_036_854_775_808n];
      const outcome = await store.write(batchOf(values.map((value, row) => at(one, BASE + BigInt(row), value))));
      if (store.capabilities.unsigned) {
        expect(outcome).toEqual({ kind: 'stored' });
        expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
      } else {
        expect(outcome).toEqual({
          kind: 'partly-stored',
          refused: values.map((_, row) => ({ row, reason: expect.stringMatching(/\S/) as string })),
        });
      }
    });

    it('keeps floats exactly, and booleans', async () => {
      const floats = series(nextMeasurement());
      const values = [
        0.1, -0.30000000000000004, 1.7976931348623157e308, 5e-324, 123456789.12345679, 1e21, 4_503_599_627_370_497,
      ];
      await write(values.map((value, row) => at(floats, BASE + BigInt(row), value)));
      expect((await only(floats.measurement)).map(([, value]) => value)).toEqual(values);
      const flags = series(nextMeasurement(), 'boolean');
      await write([at(flags, BASE, true), at(flags, BASE + 1n, false)]);
      expect((await only(flags.measurement)).map(([, value]) => value)).toEqual([true, false]);
    });

    it('keeps text with odd characters, empty text too', async () => {
      const one = series(nextMeasurement(), 'string');
      const values = [ODD_TEXT, '', ' ', '"', '\\', '\\"', 'a\\\\', '0123456789012345678901'];
      await write(values.map((value, row) => at(one, BASE + BigInt(row), value)));
      expect((await only(one.measurement)).map(([, value]) => value)).toEqual(values);
    });

    it('keeps tags, fields and measurements with odd characters apart', async () => {
      const measurement = `${nextMeasurement()} odd, "name" it's a=b`;
      const odd = ['plain', 'with space', 'comma,equals=', 'quote"s', "apostrophe's", 'back\\slash', 'ünï→🛢', 'a, b=c'];
      const all = odd.map((asset) => seriesOf(measurement, { asset, 'tag key,=': asset }, 'field "odd", =', 'float'));
      await write(all.map((one, row) => at(one, BASE, row)));
      const answers = await read(measurement);
      expect(
        answers.map((answer) => [answer.series.tags['asset'], answer.series.key, answer.values[0]]).sort(),
      ).toEqual(all.map((one, row) => [one.tags['asset'], one.key, row]).sort());
      for (const [row, asset] of odd.entries()) {
        const selector = { measurement, field: 'field "odd", =', tags: { 'tag key,=': [asset] } };
        const found = await store.read({ selector, fromNs: BASE, toNs: BASE + 1n, shape: { kind: 'raw' } });
        expect(found.map(({ values }) => [...values])).toEqual([[row]]);
      }
    });

    it('keeps the last of two readings with the same time in one batch', async () => {
      const one = series(nextMeasurement());
      await write([at(one, BASE, 1), at(one, BASE, 2), at(one, BASE + 1n, 5), at(one, BASE, 3)]);
      expect(await only(one.measurement)).toEqual([
        [BASE, 3],
        [BASE + 1n, 5],
      ]);
    });

    it('keeps the last of two readings with the same time in two batches', async () => {
      const one = series(nextMeasurement());
      await write([at(one, BASE, 1), at(one, BASE + 1n, 1)]);
      await write([at(one, BASE, 2)]);
      await write([at(one, BASE, 3)]);
      expect(await only(one.measurement)).toEqual([
        [BASE, 3],
        [BASE + 1n, 1],
      ]);
    });

    it('keeps the last value of each field when a point is completed later', async () => {
      const measurement = nextMeasurement();
      const [a, b, c] = ['a', 'b', 'c'].map((field) => series(measurement, 'float', 'well-101', field)) as [
        Series,
        Series,
        Series,
      ];
      await write([at(a, BASE, 1), at(b, BASE, 2)]);
      await write([at(b, BASE, 20), at(c, BASE, 30)]);
      const answers = await read(measurement);
      expect(Object.fromEntries(answers.map(({ series: { field }, values }) => [field, [...values]]))).toEqual({
        a: [1],
        b: [20],
        c: [30],
      });
    });

    it('counts a reading that was written twice once', async () => {
      const one = series(nextMeasurement());
      const readings = Array.from({ length: 10 }, (_, row) => at(one, BASE + BigInt(row) * SECOND, row));
      await write(readings);
      await write(readings);
      expect(await store.count({ measurement: one.measurement })).toBe(10);
      expect((await only(one.measurement)).length).toBe(10);
      expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'count' })).toEqual([
        [BASE, 10n],
      ]);
    });

    it('puts late readings in their place, and lets them overwrite', async () => {
      const one = series(nextMeasurement());
      await write([at(one, BASE + 10n, 10), at(one, BASE + 30n, 30)]);
      await write([at(one, BASE + 20n, 20), at(one, BASE + 10n, 11), at(one, BASE, 0)]);
      await write([at(one, BASE + 20n, 21)]);
      expect(await only(one.measurement)).toEqual([
        [BASE, 0],
        [BASE + 10n, 11],
        [BASE + 20n, 21],
        [BASE + 30n, 30],
      ]);
      expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'sum' })).toEqual([[BASE, 62]]);
    });

    it('takes readings of the future and of before 1970', async () => {
      const one = series(nextMeasurement());
      const times = [-86_400n * SECOND - 1n, 4_102_444_800n * SECOND + 7n, 7_258_118_400n * SECOND];
      await write(times.map((time, row) => at(one, time, row)));
      const wide = {
        selector: { measurement: one.measurement },
        fromNs: -100_000n * SECOND,
        toNs: 8_000_000_000n * SECOND,
      };
      const raw = await store.read({ ...wide, shape: { kind: 'raw' } });
      expect(pairs(raw[0])).toEqual(times.map((time, row) => [time, row]));
      const daily = await store.read({
        ...wide,
        shape: { kind: 'windows', everyNs: 1_440n * MINUTE, aggregate: 'max' },
      });
      expect(pairs(daily[0])).toEqual([
        [-2n * 86_400n * SECOND, 0],
        [4_102_444_800n * SECOND, 1],
        [7_258_118_400n * SECOND, 2],
      ]);
    });

    it('reads from the lower bound up to, and without, the upper one', async () => {
      const one = series(nextMeasurement());
      await write([0n, 1n, 2n, 3n].map((ns) => at(one, BASE + ns, Number(ns))));
      const between = async (fromNs: bigint, toNs: bigint): Promise<unknown[]> =>
        (await read(one.measurement, { kind: 'raw' }, fromNs, toNs)).flatMap(({ values }) => [...values]);
      expect(await between(BASE + 1n, BASE + 3n)).toEqual([1, 2]);
      expect(await between(BASE + 3n, BASE + 4n)).toEqual([3]);
      expect(await between(BASE + 4n, BASE + 9n)).toEqual([]);
      expect(await between(BASE + 2n, BASE + 2n)).toEqual([]);
    });

    it('limits raw readings to the oldest of each series', async () => {
      const measurement = nextMeasurement();
      const wells = ['w-1', 'w-2'].map((asset) => series(measurement, 'float', asset));
      await write(wells.flatMap((one) => [3n, 1n, 2n].map((ns) => at(one, BASE + ns, Number(ns)))));
      const answers = await read(measurement, { kind: 'raw', limit: 2 });
      expect(answers.map(({ values }) => [...values])).toEqual([
        [1, 2],
        [1, 2],
      ]);
    });

    it.each(AGGREGATES)('computes %s by window, leaving empty windows out', async (aggregate) => {
      const measurement = nextMeasurement();
      const types: readonly FieldType[] = store.capabilities.unsigned
        ? ['float', 'integer', 'unsigned']
        : ['float', 'integer'];
      const samples = [5, 3, 8, 2, 7, 7].map((value, row): [bigint, number] => [
        BASE + [0n, 20n, 59n, 60n, 200n, 239n][row]! * SECOND,
        value,
      ]);
      const all = types.map((type) => series(measurement, type, 'well-101', `as_${type}`));
      const valueOf = (one: Series, value: number): FieldValue => (one.type === 'float' ? value : BigInt(value));
      await write(all.flatMap((one) => samples.map(([time, value]) => at(one, time, valueOf(one, value)))));
      const shape = { kind: 'windows', everyNs: MINUTE, aggregate } as const;
      const answers = await read(measurement, shape);
      expect(answers.length).toBe(all.length);
      for (const answer of answers) {
        const wanted = shapeReadings(
          answer.series,
          samples.map(([time, value]) => [time, valueOf(answer.series, value)]),
          shape,
        );
        expect(pairs(answer)).toEqual(pairs(wanted));
        expect(answer.values.constructor).toBe(wanted.values.constructor);
      }
    });

    it('aligns windows to the epoch and uses only readings within the bounds', async () => {
      const one = series(nextMeasurement());
      await write([0n, 10n, 20n, 30n].map((second) => at(one, BASE + second * SECOND, Number(second))));
      const shape = { kind: 'windows', everyNs: MINUTE, aggregate: 'sum' } as const;
      expect(pairs((await read(one.measurement, shape, BASE + 10n * SECOND, BASE + 30n * SECOND))[0])).toEqual([
        [BASE, 30],
      ]);
    });

    it('gives first and last integers with every digit', async () => {
      const one = series(nextMeasurement(), 'integer');
      await write([at(one, BASE, 9_007_199_254_740_993n), at(one, BASE + 1n, -9_007_199_254_740_995n)]);
      expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'first' })).toEqual([
        [BASE, 9_007_199_254_740_993n],
      ]);
      expect(await only(one.measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'last' })).toEqual([
        [BASE, -9_007_199_254_740_995n],
      ]);
    });

    it('leaves text and booleans out of windows and envelopes', async () => {
      const measurement = nextMeasurement();
      await write([
        at(series(measurement, 'string', 'w', 'text'), BASE, 'a'),
        at(series(measurement, 'boolean', 'w', 'flag'), BASE, true),
        at(series(measurement, 'float', 'w', 'number'), BASE, 4),
      ]);
      for (const shape of [
        { kind: 'windows', everyNs: MINUTE, aggregate: 'last' },
        { kind: 'envelope', everyNs: MINUTE },
      ] as const) {
        expect((await read(measurement, shape)).map(({ series: { field }, values }) => [field, ...values])).toEqual([
          ['number', 4],
        ]);
      }
    });

    it('never loses a spike in an envelope', async () => {
      const one = series(nextMeasurement());
      const values = Array.from({ length: 600 }, (_, row) => Math.round(50 * Math.sin(row / 30)) + row / 1_000);
      values[307] = 9_999;
      values[311] = -9_999;
      await write(values.map((value, row) => at(one, BASE + BigInt(row) * SECOND, value)));
      const envelope = await only(one.measurement, { kind: 'envelope', everyNs: MINUTE });
      const samples = values.map((value, row): [bigint, number] => [BASE + BigInt(row) * SECOND, value]);
      expect(envelope).toEqual(pairs(shapeReadings(one, samples, { kind: 'envelope', everyNs: MINUTE })));
      expect(envelope.length).toBeLessThanOrEqual(20);
      expect(envelope).toContainEqual([BASE + 307n * SECOND, 9_999]);
      expect(envelope).toContainEqual([BASE + 311n * SECOND, -9_999]);
    });

    it('draws a window with one reading as one point, and integers as integers', async () => {
      const one = series(nextMeasurement(), 'integer');
      await write([at(one, BASE, 3n), at(one, BASE + MINUTE, 4n), at(one, BASE + MINUTE + 1n, 9_007_199_254_740_993n)]);
      expect(await only(one.measurement, { kind: 'envelope', everyNs: MINUTE })).toEqual([
        [BASE, 3n],
        [BASE + MINUTE, 4n],
        [BASE + MINUTE + 1n, 9_007_199_254_740_993n],
      ]);
    });

    it('knows the newest reading of each series, future ones included', async () => {
      const measurement = nextMeasurement();
      const wells = ['w-1', 'w-2'].map((asset) => series(measurement, 'integer', asset)) as [Series, Series];
      await write([at(wells[0], BASE, 1n), at(wells[1], BASE + 50n * 365n * 1_440n * MINUTE, 9_007_199_254_740_993n)]);
      await write([at(wells[0], BASE - 5n, 2n)]);
      const newest = await store.latest({ measurement });
      expect(Object.fromEntries(newest.map((answer) => [answer.series.tags['asset'], pairs(answer)]))).toEqual({
        'w-1': [[BASE, 1n]],
        'w-2': [[BASE + 50n * 365n * 1_440n * MINUTE, 9_007_199_254_740_993n]],
      });
    });

    it('knows the newest reading after it was overwritten, and the newest before an instant', async () => {
      const one = series(nextMeasurement(), 'string');
      await write([at(one, BASE, 'a'), at(one, BASE + 10n, 'b'), at(one, BASE + 20n, 'c')]);
      await write([at(one, BASE + 20n, 'd'), at(one, BASE + 10n, 'e')]);
      const newest = async (beforeNs?: bigint): Promise<unknown> =>
        pairs((await store.latest({ measurement: one.measurement }, beforeNs))[0])[0];
      expect(await newest()).toEqual([BASE + 20n, 'd']);
      expect(await newest(BASE + 21n)).toEqual([BASE + 20n, 'd']);
      expect(await newest(BASE + 20n)).toEqual([BASE + 10n, 'e']);
      expect(await newest(BASE + 10n)).toEqual([BASE, 'a']);
      expect(await newest(BASE)).toBeUndefined();
    });

    it('selects series by measurement, field and tags', async () => {
      const measurement = nextMeasurement();
      const other = nextMeasurement();
      const all = [
        seriesOf(measurement, { asset: 'w-1', pad: 'north' }, 'pressure', 'float'),
        seriesOf(measurement, { asset: 'w-1', pad: 'north' }, 'temperature', 'float'),
        seriesOf(measurement, { asset: 'w-2', pad: 'south' }, 'pressure', 'float'),
        seriesOf(measurement, { asset: 'w-3' }, 'pressure', 'float'),
        seriesOf(other, { asset: 'w-1', pad: 'north' }, 'pressure', 'float'),
      ];
      await write(all.map((one, row) => at(one, BASE, row)));
      const keys = async (selector: Parameters<TelemetryStore['series']>[0]): Promise<string[]> =>
        (await store.series(selector)).map(({ key }) => key).sort();
      const wanted = (...rows: number[]): string[] => rows.map((row) => all[row]?.key ?? '').sort();
      expect(await keys({ measurement })).toEqual(wanted(0, 1, 2, 3));
      expect(await keys({ measurement, field: 'pressure' })).toEqual(wanted(0, 2, 3));
      expect(await keys({ measurement, tags: { asset: ['w-1', 'w-3'] } })).toEqual(wanted(0, 1, 3));
      expect(await keys({ measurement, tags: { pad: ['north', 'south'], asset: ['w-2', 'w-3'] } })).toEqual(wanted(2));
      expect(await keys({ measurement, tags: { asset: [] } })).toEqual([]);
      expect(await keys({ measurement, tags: { nothing: [''] } })).toEqual([]);
      const free = await keys({ field: 'pressure', tags: { asset: ['w-1'] } });
      expect(free).toEqual(expect.arrayContaining(wanted(0, 4)));
      const found = await store.series({ measurement, field: 'temperature' });
      expect(found).toEqual([all[1]]);
    });

    it('answers nothing for what was never written', async () => {
      const measurement = nextMeasurement();
      expect(await read(measurement)).toEqual([]);
      expect(await read(measurement, { kind: 'windows', everyNs: MINUTE, aggregate: 'mean' })).toEqual([]);
      expect(await read(measurement, { kind: 'envelope', everyNs: MINUTE })).toEqual([]);
      expect(await store.latest({ measurement })).toEqual([]);
      expect(await store.series({ measurement })).toEqual([]);
      expect(await store.count({ measurement })).toBe(0);
      await write([]);
    });

    it('remembers how far a sink has come, each sink for itself', async () => {
      const one = series(nextMeasurement());
      const [a, b] = [`a of ${one.measurement}`, `b "of", ${one.measurement}`] as const;
      expect(await store.checkpoint(a)).toBeUndefined();
      await write([at(one, BASE, 1)], { sink: a, sequence: 41 });
      await write([at(one, BASE + 1n, 1)], { sink: b, sequence: 7 });
      await write([at(one, BASE + 2n, 1)], { sink: a, sequence: 9_007_199_254_740_991 });
      await write([], { sink: b, sequence: 8 });
      expect(await store.checkpoint(a)).toBe(9_007_199_254_740_991);
      expect(await store.checkpoint(b)).toBe(8);
      expect((await store.series({})).filter(({ tags }) => Object.values(tags).includes(a))).toEqual([]);
    });

    it('drops readings older than an instant, and no others', async () => {
      const old = series(nextMeasurement());
      const kept = series(nextMeasurement());
      const start = 157_766_400n * SECOND;
      await write([
        at(old, start, 1),
        at(old, start + 5n, 2),
        at(kept, start + 9n, 3),
        at(kept, start + 10n, 4),
        at(kept, BASE, 5),
      ]);
      await write([at(kept, start + 8n, 6)]);
      await store.drop(start + 10n);
      if (!store.capabilities.exactDrop) return;
      const all = { fromNs: start - 10n, toNs: BASE + 1n, shape: { kind: 'raw' } } as const;
      expect(await store.read({ selector: { measurement: old.measurement }, ...all })).toEqual([]);
      expect(await store.series({ measurement: old.measurement })).toEqual([]);
      expect(await store.latest({ measurement: old.measurement })).toEqual([]);
      const left = await store.read({ selector: { measurement: kept.measurement }, ...all });
      expect(left.map((answer) => pairs(answer))).toEqual([
        [
          [start + 10n, 4],
          [BASE, 5],
        ],
      ]);
      await write([at(old, start + 2n, 7)]);
      expect(pairs((await store.latest({ measurement: old.measurement }))[0])).toEqual([[start + 2n, 7]]);
    });

    it('gives up a read whose caller has left', async () => {
      const one = series(nextMeasurement());
      await write([at(one, BASE, 1)]);
      const query = {
        selector: { measurement: one.measurement },
        fromNs: BASE,
        toNs: BASE + 1n,
        shape: { kind: 'raw' },
      } as const;
      await expect(store.read(query, AbortSignal.abort())).rejects.toThrow();
      expect((await store.read(query, new AbortController().signal)).length).toBe(1);
    });

    it('takes batches that are written at the same time', async () => {
      const measurement = nextMeasurement();
      const wells = Array.from({ length: 8 }, (_, well) => series(measurement, 'float', `w-${well}`));
      await Promise.all(
        wells.map((one, well) =>
          store.write(batchOf(Array.from({ length: 500 }, (_, row) => at(one, BASE + BigInt(row), well)))),
        ),
      );
      expect(await store.count({ measurement })).toBe(4_000);
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('agrees with the plain statement of the port on any order of writes', async () => {
      const sample = fc.record({
        second: fc.integer({ min: 0, max: 40 }),
        value: fc.integer({ min: -5, max: 5 }),
        well: fc.integer({ min: 0, max: 2 }),
      });
      const batches = fc.array(fc.array(sample, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(
          batches,
          fc.constantFrom(...AGGREGATES),
          fc.integer({ min: 1, max: 20 }),
          async (all, aggregate, every) => {
            const measurement = nextMeasurement();
            const wells = [0, 1, 2].map((well) => series(measurement, 'float', `w-${well}`));
            const truth = wells.map(() => new Map<bigint, number>());
            for (const batch of all) {
              await write(
                batch.map(({ well, second, value }) =>
                  at(wells[well] as Series, BASE + BigInt(second) * SECOND, value),
                ),
              );
              for (const { well, second, value } of batch) truth[well]?.set(BASE + BigInt(second) * SECOND, value);
            }
            const shapes = [{ kind: 'raw' }, { kind: 'windows', everyNs: BigInt(every) * SECOND, aggregate }] as const;
            for (const shape of shapes) {
              const answers = await read(measurement, shape, BASE + 3n * SECOND, BASE + 35n * SECOND);
              const wanted = wells.map((one, well) => {
                const samples = [...(truth[well] ?? [])].filter(
                  ([time]) => time >= BASE + 3n * SECOND && time < BASE + 35n * SECOND,
                );
                return shapeReadings(
                  one,
                  samples.sort(([a], [b]) => (a < b ? -1 : 1)),
                  shape,
                );
              });
              const rows = (answer: readonly SeriesReadings[]): unknown =>
                answer
                  .filter(({ timeNs }) => timeNs.length > 0)
                  .map((one) => [one.series.key, rounded(pairs(one))])
                  .sort();
              expect(rows(answers)).toEqual(rows(wanted));
            }
            expect(await store.count({ measurement })).toBe(truth.reduce((sum, { size }) => sum + size, 0));
          },
        ),
        { numRuns: subject.propertyRuns ?? 25 },
      );
    });

    const { reopen } = subject;
    if (!reopen) return;
    it('remembers everything after it is closed and opened again', async () => {
      const measurement = nextMeasurement();
      const types: readonly FieldType[] = ['float', 'integer', 'boolean', 'string'];
      const all = types.map((type) => series(measurement, type, 'w', `as_${type}`));
      const valueOf = (type: FieldType, value: number): FieldValue =>
        type === 'float'
          ? value
          : type === 'integer'
            ? BigInt(value)
            : type === 'boolean'
              ? value % 2 === 1
              : `t${value}`;
      await write(
        all.flatMap((one) => [0, 1, 2].map((row) => at(one, BASE + BigInt(row), valueOf(one.type, row)))),
        {
          sink: measurement,
          sequence: 3,
        },
      );
      await write(all.flatMap((one) => [2, 0].map((row) => at(one, BASE + BigInt(row), valueOf(one.type, row + 3)))));
      store = await reopen(store);
      const expected = (rows: readonly [bigint, number][]): unknown =>
        all.map((one) => [one.key, rows.map(([time, value]) => [time, valueOf(one.type, value)])]).sort();
      const found = (answers: readonly SeriesReadings[]): unknown =>
        answers.map((one) => [one.series.key, pairs(one)]).sort();
      expect(await store.checkpoint(measurement)).toBe(3);
      expect(found(await store.latest({ measurement }))).toEqual(expected([[BASE + 2n, 5]]));
      await write(all.map((one) => at(one, BASE + 1n, valueOf(one.type, 7))));
      await write(all.map((one) => at(one, BASE + 9n, valueOf(one.type, 9))));
      expect(found(await read(measurement))).toEqual(
        expected([
          [BASE, 3],
          [BASE + 1n, 7],
          [BASE + 2n, 5],
          [BASE + 9n, 9],
        ]),
      );
    });
  });
}

const rounded = (rows: readonly [bigint, FieldValue][]): unknown =>
  rows.map(([time, value]) => [time, typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value]);
