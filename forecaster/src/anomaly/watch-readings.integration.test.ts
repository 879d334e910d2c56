import { ANOMALY_FIELDS, ANOMALY_MEASUREMENT, anomalyExcess, batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { type TelemetryStore } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { MINUTE, span, START, useWatchedWell, VALUES } from './testing/watched-well.js';

describe('the watch of readings', () => {
  const well = useWatchedWell();

  it('writes the scores of many series piece by piece, so that the thread is not held for long', async () => {
    const sizes: number[] = [];
    const watch = await well.open({
      ...well.telemetry,
      write: (batch) => {
        sizes.push(batch.length);
        return well.telemetry.write(batch);
      },
    });
    well.minute = 60;
    const rows = span(0, 300).flatMap((part) =>
      span(0, 60).map((at) => ({
        series: seriesOf('esp', { asset: 'well-101', part: String(part) }, 'temperature', 'float'),
        timeNs: nsFromMs(START + at * MINUTE),
        value: VALUES[part + at] as number,
      })),
    );
    await well.telemetry.write(batchOf(rows));
    expect(await watch.look('past')).toBe(300 * 40);
    // At most what one run of 50 series and 16 readings adds to 2,999 that waited.
    expect(Math.max(...sizes)).toBeLessThan((3_000 + 50 * 16) * ANOMALY_FIELDS.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(300 * 40 * ANOMALY_FIELDS.length);
  });

  it('learns from the first readings and scores every one after them, at its own time, with its tags', async () => {
    const watch = await well.open();
    well.minute = 100;
    await well.write(span(0, 100));
    expect(await watch.look('past')).toBe(80);
    expect([...(await well.scores()).keys()]).toEqual(span(20, 100));
    const [companion] = await well.telemetry.series({ measurement: ANOMALY_MEASUREMENT, field: 'cusum' });
    expect(companion?.tags).toEqual({ asset: 'well-101', measurement: 'esp', field: 'temperature' });
  });

  it('scores new readings at the next look, each once', async () => {
    const watch = await well.open();
    well.minute = 100;
    await well.write(span(0, 100));
    await watch.look('past');
    well.minute = 103;
    await well.write(span(100, 103));
    expect(await watch.look('newest')).toBe(3);
    expect(await watch.look('newest')).toBe(0);
    expect(await watch.look('past')).toBe(0);
    expect(await well.scores()).toEqual(await well.undisturbed(span(0, 103)));
  });

  it('looks for the newest readings in between where the past takes long', async () => {
    const first = await well.open();
    well.minute = 100;
    await well.write(span(0, 100));
    await first.look('past');
    // The store takes a minute to answer of the past, and a reading comes meanwhile.
    const asked: string[] = [];
    const slow: TelemetryStore = {
      ...well.telemetry,
      read: async (question) => {
        const found = await well.telemetry.read(question);
        if (question.selector.measurement !== 'esp' || question.selector.field !== 'temperature') return found;
        const isPast = question.fromNs < nsFromMs(START + 99 * MINUTE);
        asked.push(isPast ? 'past' : 'newest');
        if (isPast) {
          well.minute += 1;
          await well.write([well.minute - 1]);
        }
        return found;
      },
    };
    const watch = await well.open(slow);
    await watch.look('past');
    asked.length = 0;
    const before = (await well.scores()).size;
    await watch.look('past');
    expect(asked).toEqual(['past', 'newest']);
    expect((await well.scores()).size).toBe(before + 2);
  });

  it('asks the store for readings after the newest that it knows, and finds a signal that sends again after a silence', async () => {
    const asked: bigint[] = [];
    const recording: TelemetryStore = {
      ...well.telemetry,
      read: (query, signal) => {
        asked.push(query.fromNs);
        return well.telemetry.read(query, signal);
      },
    };
    await well.write(span(0, 60));
    well.minute = 61;
    const watch = await well.open(recording);
    await watch.look('past');
    asked.length = 0;
    expect(await watch.look('newest')).toBe(0);
    expect(asked).toEqual([nsFromMs(START + 59 * MINUTE) + 1n]);

    well.minute = 300;
    await well.write([299]);
    expect(await watch.look('newest')).toBe(1);
  });

  it('calls a reading an anomaly that is one', async () => {
    const watch = await well.open();
    well.minute = 100;
    await well.write(span(0, 101), (at) => (at === 100 ? 130 : (VALUES[at] as number)));
    await watch.look('past');
    const excess = async (at: number): Promise<number> =>
      anomalyExcess(
        (await well.scores()).get(at) as number,
        (await well.scores(well.telemetry, 'cusum')).get(at) as number,
      );
    expect(await excess(100)).toBeGreaterThan(0);
    expect(await excess(99)).toBeLessThan(0);
    expect((await well.scores(well.telemetry, 'expected')).get(100)).toBeCloseTo(100, 0);
  });
});
