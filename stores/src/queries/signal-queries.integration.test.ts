import { batchOf, nsFromMs, OPS_VIEWS, seriesOf } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { NOW_MS, valuesOf } from '../../testing/query-fixture.js';
import { describeOnEngines } from '../../testing/telemetry-engines.js';

describeOnEngines('queries on signals', (fixture) => {
  it('answers every query type with a frame without fields or rows while nothing is stored', async () => {
    for (const queryType of ['telemetry', 'forecast'] as const) {
      const [frame, ...more] = await fixture.ask({ queryType });
      expect(more).toEqual([]);
      expect(frame?.fields).toEqual([]);
      expect(frame?.meta?.type).toBe('timeseries-multi');
      expect(frame?.meta?.notices).toHaveLength(1);
    }
    expect(await fixture.ask({ queryType: 'margin' })).toMatchObject([{ meta: { type: 'numeric-multi' }, fields: [] }]);
    expect((await fixture.ask({ queryType: 'scorecard' }))[0]?.fields[0]?.values).toEqual([]);
    for (const view of OPS_VIEWS.filter((one) => one !== 'sources' && one !== 'signals'))
      expect(
        (await fixture.ask({ queryType: 'ops', view })).flatMap(({ fields }) => [...(fields[0]?.values ?? [])]),
      ).toEqual([]);
  });

  describe('telemetry', () => {
    it('gives one numeric frame a series with asset and signal as labels, unit and limits', async () => {
      await fixture.write('temperature', { 10: 100, 5: 101.5 });
      await fixture.write('pressure', { 10: 55 }, { sensor: 'b' });
      const frames = await fixture.ask({ queryType: 'telemetry', aggregate: 'raw' });
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
      const [frame] = await fixture.ask(
        { queryType: 'telemetry', signals: ['esp.temperature'] },
        { maxDataPoints: 20 },
      );
      const values = valuesOf(frame, 'value');
      expect(Math.max(...(values as number[]))).toBe(999);
      expect(values.length).toBeLessThanOrEqual(22);
    });

    it('takes the window from the query, else from Grafana', async () => {
      await fixture.write('temperature', { 60: 1, 50: 2, 10: 10 });
      const query = { queryType: 'telemetry' as const, aggregate: 'mean' as const, assets: ['well-101'] };
      expect(valuesOf((await fixture.ask({ ...query, windowMs: 3_600_000 }))[0], 'value')).toEqual([13 / 3]);
      expect(valuesOf((await fixture.ask(query, { intervalMs: 60_000 }))[0], 'value')).toEqual([1, 2, 10]);
    });

    it('widens the window of a drawn envelope to quarters of an hour where this leaves two thirds of the points', async () => {
      await fixture.write('temperature', { 60: 1, 50: 2, 10: 10 });
      const everyMs = async (days: number): Promise<unknown> => {
        const range = { fromMs: NOW_MS - days * 86_400_000, toMs: NOW_MS, maxDataPoints: 1_500 };
        const [frame] = await fixture.ask(
          { queryType: 'telemetry', assets: ['well-101'], aggregate: 'envelope' },
          range,
        );
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
      const ofLastHour = await fixture.ask(query, { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS });
      expect(ofLastHour.map((frame) => [frame.name, valuesOf(frame, 'value')])).toEqual([
        ['Motor temperature', [101.5]],
      ]);
      expect(ofLastHour[0]?.fields[0]?.values).toEqual(BigInt64Array.of(nsFromMs(NOW_MS - 300_000)));
      const ofTwoHours = await fixture.ask(query, { fromMs: NOW_MS - 7_200_000, toMs: NOW_MS });
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
      const [exact] = await fixture.ask({
        queryType: 'telemetry',
        aggregate: 'raw',
        signals: ['press.line.strokes.total'],
      });
      expect(exact?.fields[1]).toMatchObject({
        type: 'integer',
        values: BigInt64Array.of(9_007_199_254_740_993n),
        labels: { asset: 'p1', signal: 'press.line.strokes.total' },
      });
      const all = await fixture.ask({ queryType: 'telemetry', assets: ['p1'] });
      expect(new Set(all.map((frame) => frame.fields[1]?.type))).toEqual(new Set(['integer', 'string']));
      expect((await fixture.ask({ queryType: 'telemetry', signals: ['no.such'] }))[0]?.fields).toEqual([]);
    });
  });

  it('tells where things stand: last values, sources, what is stale', async () => {
    await fixture.write('temperature', { 1: 99 });
    await fixture.issue(30, [1]);
    const [signals] = await fixture.ask({ queryType: 'ops', view: 'signals' });
    expect(valuesOf(signals, 'last value')).toEqual([null, 99]);
    expect(valuesOf(signals, 'stale')).toEqual([true, false]);
    const [sources] = await fixture.ask({ queryType: 'ops', view: 'sources' });
    expect(valuesOf(sources, 'last reading')).toEqual([NOW_MS - 60_000]);
    expect(valuesOf(sources, 'last forecast')).toEqual([NOW_MS - 1_800_000]);
    expect(valuesOf(sources, 'stale signals')).toEqual([1]);
  });
});
