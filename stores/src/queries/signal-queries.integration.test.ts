import { batchOf, nsFromMs, OPS_VIEWS, seriesOf } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { ENGINES, type Engine } from '../../testing/telemetry-engines.js';
import { openCatalogue } from '../postgres/catalogue.js';
import { writeSetting } from '../postgres/settings.js';
import { openMemoryStore } from '../telemetry/index.js';

describe.each(Object.keys(ENGINES))('queries on signals in %s', (engine) => {
  let fixture: QueryFixture;
  let opened: Engine;
  beforeAll(async () => {
    const open = ENGINES[engine];
    if (open === undefined) throw new Error(`no engine ${engine}`);
    opened = await open();
    fixture = await openQueryFixture(openMemoryStore());
  });
  beforeEach(async () => fixture.reset(await opened.empty()));
  afterAll(async () => {
    await fixture.close();
    await opened.close();
  });
  const ask: QueryFixture['ask'] = (query, context) => fixture.ask(query, context);

  it('answers every query type with a frame without fields or rows while nothing is stored', async () => {
    for (const queryType of ['telemetry', 'forecast'] as const) {
      const [frame, ...more] = await ask({ queryType });
      expect(more).toEqual([]);
      expect(frame?.fields).toEqual([]);
      expect(frame?.meta?.type).toBe('timeseries-multi');
      expect(frame?.meta?.notices).toHaveLength(1);
    }
    expect(await ask({ queryType: 'margin' })).toMatchObject([{ meta: { type: 'numeric-multi' }, fields: [] }]);
    expect((await ask({ queryType: 'scorecard' }))[0]?.fields[0]?.values).toEqual([]);
    for (const view of OPS_VIEWS.filter((one) => one !== 'sources' && one !== 'signals'))
      expect((await ask({ queryType: 'ops', view })).flatMap(({ fields }) => [...(fields[0]?.values ?? [])])).toEqual(
        [],
      );
  });

  describe('telemetry', () => {
    it('gives one numeric frame a series with asset and signal as labels, unit and limits', async () => {
      await fixture.write('temperature', { 10: 100, 5: 101.5 });
      await fixture.write('pressure', { 10: 55 }, { sensor: 'b' });
      const frames = await ask({ queryType: 'telemetry', aggregate: 'raw' });
      expect(frames).toHaveLength(2);
      const temperature = frames.find((frame) => frame.name === 'Motor temperature');
      expect(temperature?.meta).toMatchObject({
        type: 'timeseries-multi',
        custom: {
          titles: { asset: 'Well 101', signal: 'Motor temperature' },
          limits: [{ kind: 'high', value: 130 }],
          dataLabel: 'simulated',
        },
      });
      expect(temperature?.fields.map((field) => field.type)).toEqual(['time', 'number']);
      expect(temperature?.fields[0]?.values).toEqual(
        BigInt64Array.of(nsFromMs(NOW_MS - 600_000), nsFromMs(NOW_MS - 300_000)),
      );
      expect(temperature?.fields[1]).toMatchObject({
        labels: { asset: 'well-101', signal: 'esp.temperature' },
        config: { unit: 'celsius', displayNameFromDS: 'Motor temperature', interval: 60_000 },
        values: Float64Array.of(100, 101.5),
      });
      const pressure = frames.find((frame) => frame.name === 'Intake pressure');
      expect(pressure?.fields[1]?.labels).toEqual({ asset: 'well-101', signal: 'esp.pressure', sensor: 'b' });
    });

    it('keeps the spike of a long range in the envelope, two points a pixel pair', async () => {
      const calm = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [at, 50 + (at % 3)]));
      await fixture.write('temperature', { ...calm, 333: 999 });
      const [frame] = await ask({ queryType: 'telemetry', signals: ['esp.temperature'] }, { maxDataPoints: 20 });
      const values = valuesOf(frame, 'value');
      expect(Math.max(...(values as number[]))).toBe(999);
      expect(values.length).toBeLessThanOrEqual(22);
    });

    it('takes the window from the query, else from Grafana', async () => {
      await fixture.write('temperature', { 60: 1, 50: 2, 10: 10 });
      const query = { queryType: 'telemetry' as const, aggregate: 'mean' as const, assets: ['well-101'] };
      expect(valuesOf((await ask({ ...query, windowMs: 3_600_000 }))[0], 'value')).toEqual([13 / 3]);
      expect(valuesOf((await ask(query, { intervalMs: 60_000 }))[0], 'value')).toEqual([1, 2, 10]);
    });

    it('widens the window of a drawn envelope to quarters of an hour where this leaves two thirds of the points', async () => {
      await fixture.write('temperature', { 60: 1, 50: 2, 10: 10 });
      const everyMs = async (days: number): Promise<unknown> => {
        const range = { fromMs: NOW_MS - days * 86_400_000, toMs: NOW_MS, maxDataPoints: 1_500 };
        const [frame] = await ask({ queryType: 'telemetry', assets: ['well-101'], aggregate: 'envelope' }, range);
        return frame?.fields[1]?.config?.interval;
      };
      expect(await everyMs(30)).toBe(3_600_000);
      expect(await everyMs(7)).toBe(900_000);
      expect(await everyMs(8)).toBe(921_600);
      expect(await everyMs(1)).toBe(115_200);
    });

    it('gives the newest reading of each series in the range, and none of a series that is silent in it', async () => {
      await fixture.write('temperature', { 10: 100, 5: 101.5, [-5]: 500 });
      await fixture.write('pressure', { 90: 55 });
      const query = { queryType: 'telemetry' as const, aggregate: 'newest' as const, assets: ['well-101'] };
      const ofLastHour = await ask(query, { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS });
      expect(ofLastHour.map((frame) => [frame.name, valuesOf(frame, 'value')])).toEqual([
        ['Motor temperature', [101.5]],
      ]);
      expect(ofLastHour[0]?.fields[0]?.values).toEqual(BigInt64Array.of(nsFromMs(NOW_MS - 300_000)));
      const ofTwoHours = await ask(query, { fromMs: NOW_MS - 7_200_000, toMs: NOW_MS });
      expect(ofTwoHours.map((frame) => valuesOf(frame, 'value')).toSorted()).toEqual([[101.5], [55]]);
    });

    it('shows signals that no pack knows, keeps int64 exact and text raw', async () => {
      const counter = seriesOf('press.line', { asset: 'p1' }, 'strokes.total', 'integer');
      const state = seriesOf('press.line', { asset: 'p1' }, 'state', 'string');
      await fixture.stores.telemetry.write(
        batchOf([
          { series: counter, timeNs: nsFromMs(NOW_MS - 1_000), value: 9_007_199_254_740_993n },
          { series: state, timeNs: nsFromMs(NOW_MS - 1_000), value: 'idle' },
        ]),
      );
      const [exact] = await ask({ queryType: 'telemetry', aggregate: 'raw', signals: ['press.line.strokes.total'] });
      expect(exact?.fields[1]).toMatchObject({
        type: 'integer',
        values: BigInt64Array.of(9_007_199_254_740_993n),
        labels: { asset: 'p1', signal: 'press.line.strokes.total' },
      });
      const all = await ask({ queryType: 'telemetry', assets: ['p1'] });
      expect(new Set(all.map((frame) => frame.fields[1]?.type))).toEqual(new Set(['integer', 'string']));
      expect((await ask({ queryType: 'telemetry', signals: ['no.such'] }))[0]?.fields).toEqual([]);
    });
  });

  describe('margin', () => {
    it('is above zero when a limit is breached, for high and for low limits', async () => {
      await fixture.write('temperature', { 5: 133, [-5]: 500 });
      await fixture.write('pressure', { 5: 38.5 });
      const frames = await ask({ queryType: 'margin' });
      expect(frames.map((frame) => [frame.fields[0]?.labels, frame.fields[0]?.values])).toEqual([
        [{ asset: 'well-101', signal: 'esp.pressure', limit: 'low' }, Float64Array.of(1.5)],
        [{ asset: 'well-101', signal: 'esp.temperature', limit: 'high' }, Float64Array.of(3)],
      ]);
      expect(frames[0]?.meta?.type).toBe('numeric-multi');
      expect(frames[0]?.fields).toHaveLength(1);
      expect(await ask({ queryType: 'margin', limits: ['high'] })).toHaveLength(1);
    });

    it('follows a limit that is edited at the next evaluation', async () => {
      await fixture.write('temperature', { 5: 120 });
      const limit = { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', source: '' } as const;
      await openCatalogue(fixture.stores.pool).setLimit({ ...limit, value: 110 }, 'ann');
      const [frame] = await ask({ queryType: 'margin', signals: ['esp.temperature'] });
      expect(valuesOf(frame, 'value')).toEqual([10]);
    });

    it('takes the worst step of the forecast that is still to come, within the horizon asked for', async () => {
      await fixture.issue(150, [140, 100, 120, 135]);
      const median = { queryType: 'margin', of: 'forecast' } as const;
      // A step lasts an hour: they end 30 min ago, in 30 min, 90 min and 150 min; the first is over.
      expect(valuesOf((await ask(median))[0], 'value')).toEqual([5]);
      expect(valuesOf((await ask({ ...median, nextHours: 1 }))[0], 'value')).toEqual([-10]);
      const [p90] = await ask({ ...median, quantile: 0.9 });
      expect(valuesOf(p90, 'value')).toEqual([9]);
      expect(p90?.fields[0]?.labels).toEqual({
        asset: 'well-101',
        signal: 'esp.temperature',
        limit: 'high',
        quantile: 'p90',
        model: 'holt-winters@2',
      });
      expect(p90?.meta?.custom).toMatchObject({
        margin: { value: 139, limit: 130, atMs: NOW_MS + 90 * 60_000 },
        model: 'holt-winters@2',
      });
      await expect(ask({ ...median, quantile: 0.6 })).rejects.toThrow(/0\.6 is not published/);
    });

    it('tells the seconds until the forecast crosses the limit, and nothing where it does not', async () => {
      await fixture.issue(150, [140, 100, 120, 135]);
      const [crossing] = await ask({ queryType: 'margin', of: 'crossing' });
      expect(valuesOf(crossing, 'value')).toEqual([90 * 60]);
      expect(crossing?.fields[0]?.config?.unit).toBe('s');
      expect((await ask({ queryType: 'margin', of: 'crossing', nextHours: 1 }))[0]?.fields).toEqual([]);
    });

    it('names an interval that is not calibrated in a label, so that alert messages can tell', async () => {
      await fixture.issue(0, [140], { calibrated: false, origins: 12 });
      const [frame] = await ask({ queryType: 'margin', of: 'forecast' });
      expect(frame?.fields[0]?.labels).toMatchObject({ interval: 'uncalibrated' });
    });

    it('reads the lower quantile for a low limit', async () => {
      const low = {
        asset: 'well-101',
        measurement: 'esp',
        field: 'temperature',
        kind: 'low',
        value: 98,
        source: '',
      } as const;
      await openCatalogue(fixture.stores.pool).setLimit(low, 'ann');
      await fixture.issue(0, [100]);
      const [frame] = await ask({ queryType: 'margin', of: 'forecast', quantile: 0.9, limits: ['low'] });
      expect(frame?.fields[0]?.labels?.['quantile']).toBe('p10');
      expect(valuesOf(frame, 'value')).toEqual([2]);
    });
  });

  describe('age', () => {
    it('tells seconds, or how long a reading is overdue', async () => {
      await fixture.write('temperature', { 10: 1, [-60]: 2 });
      await fixture.write('pressure', { 2: 1 });
      const seconds = await ask({ queryType: 'age' });
      expect(seconds.map((frame) => [frame.fields[0]?.labels?.['signal'], valuesOf(frame, 'value')])).toEqual([
        ['esp.pressure', [120]],
        ['esp.temperature', [600]],
      ]);
      const overdue = await ask({ queryType: 'age', mode: 'overdue' });
      expect(overdue.map((frame) => valuesOf(frame, 'value'))).toEqual([[-60], [420]]);
      expect(overdue[0]?.meta?.type).toBe('numeric-multi');
    });

    it('allows the silence and the schedule that people have set', async () => {
      await fixture.write('temperature', { 10: 1 });
      await fixture.issue(150, [1]);
      const overdue = async (of: 'reading' | 'forecast') =>
        (await ask({ queryType: 'age', of, signals: ['esp.temperature'], mode: 'overdue' })).map((frame) =>
          valuesOf(frame, 'value'),
        );
      const rules = [
        { asset: 'other-*', measurement: 'esp', field: '*', afterMinutes: 1 },
        { asset: 'well-*', measurement: 'esp', field: 'temp*', afterMinutes: 9 },
        { asset: '*', measurement: '*', field: '*', afterMinutes: 2 },
      ];
      await writeSetting(fixture.stores.pool, 'silence-times', { rules });
      await writeSetting(fixture.stores.pool, 'forecast-schedules', { everyMinutes: { example: 30 } });
      expect([await overdue('reading'), await overdue('forecast')]).toEqual([[[60]], [[5_400]]]);
      // What was written past the API is as good as nothing.
      await writeSetting(fixture.stores.pool, 'silence-times', 'soon');
      await writeSetting(fixture.stores.pool, 'forecast-schedules', { everyMinutes: 7 });
      expect([await overdue('reading'), await overdue('forecast')]).toEqual([[[420]], [[1_800]]]);
    });

    it('counts a signal that never spoke from when it was catalogued', async () => {
      await fixture.stores.pool.query('update ops.signals set catalogued_at = to_timestamp($1::float8 / 1000)', [
        NOW_MS - 3_600_000,
      ]);
      const [frame] = await ask({ queryType: 'age', signals: ['esp.pressure'] });
      expect(valuesOf(frame, 'value')).toEqual([3_600]);
      expect(frame?.meta?.notices?.[0]?.text).toMatch(/no reading yet/);
    });

    it('tells how long a forecast is overdue: two schedules', async () => {
      await fixture.issue(150, [1]);
      const frames = await ask({ queryType: 'age', of: 'forecast', mode: 'overdue' });
      expect(frames).toHaveLength(1);
      expect(valuesOf(frames[0], 'value')).toEqual([1_800]);
      expect(frames[0]?.fields[0]?.labels).toEqual({
        asset: 'well-101',
        signal: 'esp.temperature',
        model: 'holt-winters@2',
      });
    });
  });

  it('tells where things stand: last values, sources, what is stale', async () => {
    await fixture.write('temperature', { 1: 99 });
    await fixture.issue(30, [1]);
    const [signals] = await ask({ queryType: 'ops', view: 'signals' });
    expect(valuesOf(signals, 'last value')).toEqual([null, 99]);
    expect(valuesOf(signals, 'stale')).toEqual([true, false]);
    const [sources] = await ask({ queryType: 'ops', view: 'sources' });
    expect(valuesOf(sources, 'last reading')).toEqual([NOW_MS - 60_000]);
    expect(valuesOf(sources, 'last forecast')).toEqual([NOW_MS - 1_800_000]);
    expect(valuesOf(sources, 'stale signals')).toEqual([1]);
  });
});
