import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BUSY_ROWS_PER_S, createIntakeWatch } from './intake-watch.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

it('tells that intake has been busy since it was asked to watch', () => {
  const intake = createIntakeWatch();
  intake.arrived(10 * BUSY_ROWS_PER_S);
  intake.committed(10 * BUSY_ROWS_PER_S);
  const isBusy = intake.watch();
  vi.advanceTimersByTime(1_000);
  expect(isBusy()).toBe(false);
  intake.arrived(BUSY_ROWS_PER_S + 1);
  intake.committed(BUSY_ROWS_PER_S + 1);
  expect(isBusy()).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(isBusy()).toBe(false);
});

it('counts rows that are being written, though nothing new can arrive before their commit', () => {
  const intake = createIntakeWatch();
  intake.arrived(2 * BUSY_ROWS_PER_S);
  const isBusy = intake.watch();
  vi.advanceTimersByTime(1_000);
  expect(isBusy()).toBe(true);
});
