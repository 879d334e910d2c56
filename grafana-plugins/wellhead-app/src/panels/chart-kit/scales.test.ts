import { describe, expect, it } from 'vitest';
import { linearScale, niceDomain, timeTicks, valueTicks } from './scales.js';
import { timeDomainOf } from '../fanchart/time-domain.js';

const utc = (): number => 0;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('value ticks', () => {
  it('are round and inside the domain', () => {
    expect(valueTicks([0, 100], 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(valueTicks([0.13, 0.41], 4).map((tick) => Number(tick.toFixed(6)))).toEqual([0.2, 0.3, 0.4]);
    expect(valueTicks([-7, 7], 3)).toEqual([-5, 0, 5]);
  });
  it('do not hang on a domain without width', () => expect(valueTicks([5, 5], 4)).toEqual([5]));
});

describe('time ticks', () => {
  it('are Mondays over a quarter', () => {
    const { atMs, format } = timeTicks([Date.UTC(2026, 0, 1), Date.UTC(2026, 2, 30)], 13, utc);
    expect(format).toBe('day');
    expect(atMs.every((ms) => new Date(ms).getUTCDay() === 1)).toBe(true);
  });
  it('are first days of months over two years', () => {
    const { atMs, format } = timeTicks([Date.UTC(2025, 0, 15), Date.UTC(2027, 0, 15)], 10, utc);
    expect(format).toBe('month');
    expect(atMs.map(iso)[0]).toBe('2025-04-01T00:00:00.000Z');
  });
  it('fall on the hours of the time zone', () => {
    const halfHour = (): number => 330;
    const { atMs } = timeTicks([Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)], 8, halfHour);
    expect(atMs.map(iso).every((text) => text.endsWith(':30:00.000Z'))).toBe(true);
  });
});

describe('the domain of values', () => {
  it('leaves air around the data and does not go below zero for it', () => {
    expect(niceDomain([10, 20], false)[0]).toBeLessThan(10);
    expect(niceDomain([0, 20], false)[0]).toBe(0);
    expect(niceDomain([90, 100], true)[0]).toBe(0);
  });
  it('is usable for flat and for no data', () => {
    expect(niceDomain([5, 5], false)).toEqual([4.5, 5.5]);
    expect(niceDomain([], false)).toEqual([0, 1]);
  });
});

it('a scale inverts itself', () => {
  const scale = linearScale([10, 20], [100, 300]);
  expect(scale.invert(scale.at(17))).toBeCloseTo(17);
});

describe('the time a chart spans', () => {
  const vintage = { points: [{ timeMs: 900, median: 1, bands: [] }] } as never;
  const range = (rawTo: string) => ({ from: 100, to: 500, raw: { to: rawTo } });
  it('reaches to the end of the forecast when the range ends now', () => {
    expect(timeDomainOf(range('now'), vintage)).toEqual([100, 900]);
  });
  it('stays as it was picked by hand', () => expect(timeDomainOf(range('2026-01-01'), vintage)).toEqual([100, 500]));
});
