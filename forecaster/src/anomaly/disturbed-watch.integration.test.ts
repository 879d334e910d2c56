import { ANOMALY_MEASUREMENT } from '@wellhead/contracts';
import { installPack, type TelemetryStore } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { span, useWatchedWell, VALUES } from './testing/watched-well.js';

describe('the watch of readings that come late, after a gap, or while it was away', () => {
  const well = useWatchedWell();

  it('gives late readings and corrections the scores they would have had, and those after them', async () => {
    const watch = await well.open();
    well.minute = 200;
    const late = [80, 150, 151, 199];
    await well.write(span(0, 200).filter((at) => !late.includes(at)));
    await watch.look('past');
    await well.write(late);
    await well.write([120], () => 104);
    await watch.look('newest');
    await watch.look('past');
    const corrected = (at: number): number => (at === 120 ? 104 : (VALUES[at] as number));
    expect(await well.scores()).toEqual(await well.undisturbed(span(0, 200), corrected));
  });

  it('leaves a reading without a score that is later than what is remembered, and goes on', async () => {
    const watch = await well.open();
    well.minute = 400;
    await well.write(span(0, 400).filter((at) => at !== 30));
    await watch.look('past');
    const before = await well.scores();
    await well.write([30]);
    expect(await watch.look('past')).toBe(0);
    expect(await well.scores()).toEqual(before);
  });

  it('goes on after a gap with what comes, and does not invent scores for what is missing', async () => {
    const watch = await well.open();
    well.minute = 400;
    const came = [...span(0, 100), ...span(390, 400)];
    await well.write(came);
    await watch.look('past');
    expect([...(await well.scores()).keys()]).toEqual(came.slice(20));
    expect([...(await well.scores()).values()].every(Number.isFinite)).toBe(true);
  });

  it('goes on from the saved state without a repeat or a gap, also for what came late while it was away', async () => {
    const first = await well.open();
    well.minute = 300;
    await well.write(span(0, 300).filter((at) => at !== 290));
    await first.look('past');
    const count = await well.telemetry.count({ measurement: ANOMALY_MEASUREMENT, field: 'z' });
    well.minute = 320;
    await well.write([290, ...span(300, 320)]);
    const second = await well.open();
    // Those after the late one are told anew, no other.
    expect(await second.look('past')).toBe(30);
    expect(await well.scores()).toEqual(await well.undisturbed(span(0, 320)));
    expect(await well.telemetry.count({ measurement: ANOMALY_MEASUREMENT, field: 'z' })).toBe(count + 21);
    const third = await well.open();
    expect(await third.look('past')).toBe(0);
  });

  it('writes what a store did not take as soon as it does, none missing', async () => {
    let away = true;
    const flaky: TelemetryStore = {
      ...well.telemetry,
      write: (batch, checkpoint) =>
        away ? Promise.reject(new Error('away')) : well.telemetry.write(batch, checkpoint),
    };
    const watch = await well.open(flaky);
    well.minute = 100;
    await well.write(span(0, 100));
    await expect(watch.look('past')).rejects.toThrow('away');
    away = false;
    expect(await watch.look('newest')).toBe(80);
    expect(await well.scores()).toEqual(await well.undisturbed(span(0, 100)));
  });

  it('begins anew when the interval of a signal changes', async () => {
    well.minute = 100;
    await well.write(span(0, 100));
    await (await well.open()).look('past');
    await well.database.pool.query(`update ops.signals set interval_ms = 120000 where field = 'temperature'`);
    const watch = await well.open();
    await watch.look('past');
    const { rows } = await well.database.pool.query('select interval_ms from ops.anomaly_states');
    expect(rows).toEqual([{ interval_ms: '120000' }]);
    await installPack(well.database.pool, examplePack);
  });
});
