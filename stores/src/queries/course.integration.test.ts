import { batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { NOW_MS, valuesOf } from '../../testing/query-fixture.js';
import { describeOnEngines } from '../../testing/telemetry-engines.js';

const HOUR_MS = 3_600_000;
const hourOf = (ms: number): bigint => nsFromMs(Math.floor(ms / HOUR_MS) * HOUR_MS);

describeOnEngines('the course of series, as tiles draw it,', (fixture) => {
  const course = { queryType: 'telemetry' as const, aggregate: 'course' as const };

  it('is the last value of each window, and behind it the newest reading at its own time', async () => {
    await fixture.write('temperature', { 125: 90, 122: 91, 65: 92, 5: 101, 4: 102, [-5]: 500 });
    const range = { fromMs: NOW_MS - 3 * HOUR_MS, toMs: NOW_MS };
    const [frame] = await fixture.ask({ ...course, signals: ['esp.temperature'], windowMs: HOUR_MS }, range);
    expect(valuesOf(frame, 'value')).toEqual([91, 92, 102, 102]);
    expect([...(frame?.fields[0]?.values ?? [])]).toEqual([
      hourOf(NOW_MS - 122 * 60_000),
      hourOf(NOW_MS - 65 * 60_000),
      hourOf(NOW_MS - 4 * 60_000),
      nsFromMs(NOW_MS - 4 * 60_000),
    ]);
  });

  it('is as late as its signal says, whatever its windows; a series that is silent in the range has none', async () => {
    await fixture.write('temperature', { 125: 90, 5: 101 });
    await fixture.write('pressure', { 125: 55 });
    const range = { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS };
    const frames = await fixture.ask({ ...course, windowMs: HOUR_MS }, range);
    expect(frames.map(({ name, fields }) => [name, fields[1]?.config?.interval])).toEqual([
      ['Motor temperature', 60_000],
    ]);
  });

  it('has about as many values as a tile has pixels', async () => {
    const minutes = Array.from({ length: 2_000 }, (_, at) => at + 1);
    await fixture.write('temperature', Object.fromEntries(minutes.map((minute) => [minute, minute])));
    const [frame] = await fixture.ask(course, { fromMs: NOW_MS - 2_000 * 60_000, toMs: NOW_MS });
    const count = valuesOf(frame, 'value').length;
    expect(count).toBeGreaterThan(80);
    expect(count).toBeLessThanOrEqual(123);
  });

  it('comes of every series however many there are, where windows are cut at a thousand and say so', async () => {
    const rows = Array.from({ length: 1_001 }, (_, at) => ({
      series: seriesOf('press.line', { asset: `p${at}` }, 'force', 'float' as const),
      timeNs: nsFromMs(NOW_MS - 1_000),
      value: at,
    }));
    await fixture.stores.telemetry.write(batchOf(rows));
    const signals = ['press.line.force'];
    expect(await fixture.ask({ ...course, signals })).toHaveLength(1_001);
    const cut = await fixture.ask({ queryType: 'telemetry', aggregate: 'last', signals });
    expect(cut).toHaveLength(1_000);
    expect(JSON.stringify(cut[0]?.meta?.notices)).toContain('1001 series were found');
  });

  it('keeps whole numbers exact, and is the newest reading alone of text', async () => {
    const counter = seriesOf('press.line', { asset: 'p1' }, 'strokes', 'integer');
    const state = seriesOf('press.line', { asset: 'p1' }, 'state', 'string');
    const at = nsFromMs(NOW_MS - 1_000);
    await fixture.stores.telemetry.write(
      batchOf([
        { series: counter, timeNs: at, value: 9_007_199_254_740_993n },
        { series: state, timeNs: at, value: 'idle' },
      ]),
    );
    const frames = await fixture.ask({ ...course, assets: ['p1'] });
    expect(frames.map(({ fields }) => [...(fields[1]?.values ?? [])])).toEqual(
      expect.arrayContaining([[9_007_199_254_740_993n, 9_007_199_254_740_993n], ['idle']]),
    );
  });
});
