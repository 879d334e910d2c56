import { describe, expect, it } from 'vitest';
import { cyclesWithin, cycleStepsOf } from './cycles.js';
import { lastReadingBefore, windowOf, type SignalReadings } from './window.js';

const DAY = 86_400_000;

const readingsOf = (rows: readonly (readonly [number, number])[]): SignalReadings => ({
  timesMs: Float64Array.from(rows, ([timeMs]) => timeMs),
  values: Float64Array.from(rows, ([, value]) => value),
});
const daily = (days: number): SignalReadings =>
  readingsOf(Array.from({ length: days }, (_, day) => [day * DAY, day] as const));

describe('a window of readings', () => {
  it('uses no reading at or after the instant it is made for', () => {
    const asOfMs = 30 * DAY;
    const cutoffMs = lastReadingBefore(daily(60), asOfMs) ?? Number.NaN;
    expect(cutoffMs).toBe(29 * DAY);
    const request = { intervalMs: DAY, cycleSteps: 7, asOfMs, cutoffMs };
    const window = windowOf(daily(60), request);
    const known = windowOf(daily(30), request);
    expect(window).toEqual(known);
    expect(window.kind === 'window' && window.values.at(-1)).toBe(29);
  });

  it('ends with the newest reading and has whole cycles', () => {
    const window = windowOf(daily(40), { intervalMs: DAY, cycleSteps: 7, asOfMs: 40 * DAY, cutoffMs: 39 * DAY });
    expect(window.kind === 'window' && Array.from(window.values)).toEqual(
      Array.from({ length: 35 }, (_, at) => at + 5),
    );
  });

  it('marks missing days, and takes what cannot be a number as missing', () => {
    const rows = Array.from({ length: 40 }, (_, day) => [day * DAY, day === 35 ? Infinity : day] as const);
    const window = windowOf(readingsOf(rows.filter((_, day) => day !== 33)), {
      intervalMs: DAY,
      cycleSteps: 7,
      asOfMs: 40 * DAY,
      cutoffMs: 39 * DAY,
    });
    const values = window.kind === 'window' ? Array.from(window.values).slice(-8) : [];
    expect(values).toEqual([32, NaN, 34, NaN, 36, 37, 38, 39]);
  });

  it('takes what no instrument measures as missing, and what is as good as nothing as 0', () => {
    const odd: Readonly<Record<number, number>> = { 34: 1e300, 35: -Number.MAX_VALUE, 36: 1e-300, 37: -1e100 };
    const rows = Array.from({ length: 40 }, (_, day) => [day * DAY, odd[day] ?? day] as const);
    const window = windowOf(readingsOf(rows), { intervalMs: DAY, cycleSteps: 7, asOfMs: 40 * DAY, cutoffMs: 39 * DAY });
    const values = window.kind === 'window' ? Array.from(window.values).slice(-6) : [];
    expect(values).toEqual([NaN, NaN, 0, -1e100, 38, 39]);
  });

  it('puts readings a little early or late on their step, and takes the mean of several', () => {
    const jitter = [0, 0.3, -0.4, 0.2, -0.1];
    const rows = Array.from({ length: 29 }, (_, day) => [day * DAY + (jitter[day % 5] as number) * DAY, day] as const);
    rows.splice(28, 1, [28 * DAY, 28], [28 * DAY + 5, 30]);
    const window = windowOf(readingsOf(rows), {
      intervalMs: DAY,
      cycleSteps: 7,
      asOfMs: 40 * DAY,
      cutoffMs: 28 * DAY + 5,
    });
    const values = window.kind === 'window' ? Array.from(window.values) : [];
    expect(values).toEqual([...Array.from({ length: 27 }, (_, at) => at + 1), 29]);
  });

  it('has a gap at its end when the others of the family have newer readings', () => {
    const window = windowOf(daily(40), { intervalMs: DAY, cycleSteps: 7, asOfMs: 43 * DAY, cutoffMs: 41 * DAY });
    expect(window.kind === 'window' && Array.from(window.values).slice(-3)).toEqual([39, NaN, NaN]);
  });

  it('says how much it has and needs when the history is too short', () => {
    const request = { intervalMs: DAY, cycleSteps: 7, asOfMs: 100 * DAY, cutoffMs: 26 * DAY };
    expect(windowOf(daily(27), request)).toEqual({ kind: 'too-short', have: 27, need: 28 });
    expect(windowOf(readingsOf([]), request)).toEqual({ kind: 'too-short', have: 0, need: 28 });
  });

  it('counts readings, not days, when most of them are missing', () => {
    const sparse = readingsOf(Array.from({ length: 10 }, (_, at) => [at * 10 * DAY, at] as const));
    const request = { intervalMs: DAY, cycleSteps: 7, asOfMs: 100 * DAY, cutoffMs: 90 * DAY };
    expect(windowOf(sparse, request)).toMatchObject({ kind: 'too-short', need: 28 });
  });
});

describe('cycles', () => {
  it('are whole seasons of a week of steps at least', () => {
    expect([1, 2, 4, 7, 12, 24].map(cycleStepsOf)).toEqual([7, 8, 8, 7, 12, 24]);
  });

  it('come in a few lengths, the longest that fits', () => {
    expect([27, 28, 34, 35, 1_092, 5_000].map((steps) => cyclesWithin(steps, 7))).toEqual([
      undefined,
      4,
      4,
      5,
      156,
      156,
    ]);
  });
});
