import { forecasterManifestSchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { firstHonestOrigin, rollingOf, windowsOf } from './rolling-windows.js';

const manifest = forecasterManifestSchema.parse({
  kind: 'forecaster',
  name: 'net',
  describes: 'test',
  input: 'x',
  output: 'y',
  signals: [{ measurement: 'm', field: 'f' }],
  intervalMs: 1,
  seasonSteps: 2,
  windowSteps: 4,
  horizonSteps: 2,
  values: 'plain',
  range: { low: 0, high: 6 },
  trainedUntilMs: 0,
});
const shape = { seasonSteps: 2, cycleSteps: 2, horizonSteps: 1 };

describe('windows of a brought forecaster', () => {
  it('are one an origin that has a whole window behind it, the newest value last, gaps filled by the value of a season before', () => {
    const series = Float64Array.of(Number.NaN, 1, 2, Number.NaN, 4, 5, 6, 7);
    const { firstOrigin, rows, values, outside } = windowsOf(series, shape, manifest);
    expect({ firstOrigin, rows, outside }).toEqual({ firstOrigin: 1, rows: 3, outside: 1 });
    // The first value is that of its place in the season within the first window.
    expect([...values]).toEqual([2, 1, 2, 1, 2, 1, 4, 5, 4, 5, 6, 7]);
  });

  it('know nothing of what comes after them, also where a series begins with a gap longer than a window', () => {
    const gap = Float64Array.of(...new Array<number>(6).fill(Number.NaN), 8, 9);
    const { values } = windowsOf(gap, shape, manifest);
    expect([...values]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 9]);
  });

  it('are scaled by what the window itself says, and results come back in the unit of the series', () => {
    const series = Float64Array.from({ length: 8 }, (_, at) => 1_000 + (at % 2) * 10 + at);
    const windows = windowsOf(series, shape, { ...manifest, values: 'scaled' });
    expect(windows.scales[0]).toEqual({ centre: (1_000 + 1_011 + 1_002 + 1_013) / 4, spread: 2 });
    expect(windows.values[0]).toBeCloseTo((1_000 - 1_006.5) / 2, 5);
    const results = Float32Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? 1 : 99));
    const { values, cycles, firstOrigin } = rollingOf(results, windows, shape, 2);
    expect({ cycles, firstOrigin }).toEqual({ cycles: 4, firstOrigin: 1 });
    expect([...values]).toEqual([0, 1_006.5 + 2, 1_008.5 + 2, 1_010.5 + 2]);
  });

  it('are judged on origins at or after the time until which it was trained, and on no other', () => {
    const at = (trainedUntilMs: number) =>
      firstHonestOrigin({ cycles: 10, firstOrigin: 1 }, { cycleMs: 100, cutoffMs: 10_000, trainedUntilMs });
    expect(at(0)).toBe(1);
    // Origins stand at 10,000 − 100 × cycles back.
    expect(at(9_700)).toBe(6);
    expect(at(9_701)).toBe(7);
    expect(at(10_000)).toBe(9);
    expect(at(20_000)).toBeGreaterThanOrEqual(10);
  });
});
