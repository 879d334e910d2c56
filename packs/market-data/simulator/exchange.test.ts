import { describe, expect, it } from 'vitest';
import { openExchange } from './exchange.js';
import { afternoonMs, faultOfDay, fileTimeMs } from './faults.js';
import { largeTradesCsv, tradesCsv } from './trade-files.js';
import { fileOf } from '../demo/exchange-server.js';

const DAY = '2026-03-09';
const days = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10));

describe('the simulated exchange', () => {
  it('makes the same trades for a seed, in whatever order days are asked for, and others for another', () => {
    const one = openExchange({ seed: 6, tradesADay: 200 });
    const other = openExchange({ seed: 6, tradesADay: 200 });
    other.tradesOf('2026-08-01');
    expect(other.tradesOf(DAY)).toEqual(one.tradesOf(DAY));
    expect(openExchange({ seed: 7, tradesADay: 200 }).tradesOf(DAY)).not.toEqual(one.tradesOf(DAY));
  });

  it('numbers each trade once, in the order of their times, all within the day', () => {
    const trades = openExchange({ seed: 6, tradesADay: 500 }).tradesOf(DAY);
    expect(new Set(trades.map(({ tradeId }) => tradeId)).size).toBe(trades.length);
    const times = trades.map(({ tradedAtMs }) => tradedAtMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times.map((ms) => new Date(ms).toISOString().slice(0, 10)))).toEqual(new Set([DAY]));
    expect(trades.every(({ price, quantity }) => price > 0 && quantity > 0)).toBe(true);
  });

  it('has files that are late, missing and corrected on the days that are known', () => {
    const exchange = openExchange({ seed: 6, tradesADay: 100 });
    const first = (fault: string): string => days(120).find((day) => faultOfDay(day) === fault) ?? '';
    const late = first('late');
    expect(fileOf(exchange, late, afternoonMs(late) - 1)).toBeUndefined();
    expect(fileOf(exchange, late, afternoonMs(late))).toBeDefined();
    expect(fileOf(exchange, first('missing'), afternoonMs(first('missing')) * 2)).toBeUndefined();
    const corrected = first('corrected');
    const early = fileOf(exchange, corrected, fileTimeMs(corrected))?.text ?? '';
    const whole = fileOf(exchange, corrected, afternoonMs(corrected))?.text ?? '';
    expect(whole.startsWith(early)).toBe(true);
    expect(whole.length).toBeGreaterThan(early.length);
  });

  it('writes a file of any size, every number in it once', () => {
    const trades = openExchange({ seed: 6, tradesADay: 100 }).tradesOf(DAY);
    const text = [...largeTradesCsv(trades, 1_000_000)].join('');
    expect(text.length).toBeGreaterThan(1_000_000);
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe(tradesCsv([]).trimEnd());
    expect(new Set(lines.slice(1).map((line) => line.split(',')[0])).size).toBe(lines.length - 1);
  });
});
