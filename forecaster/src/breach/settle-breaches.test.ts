import type { ScoredBreach } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { outcomeOf } from './settle-breaches.js';

const breach = { limit: 'high', limitValue: 10, cutoffMs: 100, horizonEndMs: 200, issuedAtMs: 100 } as ScoredBreach;
const readings = (rows: Readonly<Record<number, number>>) => ({
  timesMs: Float64Array.from(Object.keys(rows), Number),
  values: Float64Array.from(Object.values(rows)),
});

it('came with the first reading beyond the limit after the cutoff', () => {
  expect(outcomeOf(breach, readings({ 90: 20, 100: 20, 120: 5, 140: 11, 160: 12 }), 170)).toMatchObject({
    outcome: 'came',
    cameAtMs: 140,
  });
});

it('is open until the horizon is over', () => {
  expect(outcomeOf(breach, readings({ 120: 5 }), 200)).toBeUndefined();
  expect(outcomeOf(breach, readings({ 120: 5 }), 201)).toMatchObject({ outcome: 'did-not-come', cameAtMs: null });
});

it('does not count what comes after the horizon, and is unknown where no reading came', () => {
  expect(outcomeOf(breach, readings({ 120: 5, 210: 50 }), 300)).toMatchObject({ outcome: 'did-not-come' });
  expect(outcomeOf(breach, readings({ 210: 50 }), 300)).toMatchObject({ outcome: 'unknown' });
  expect(outcomeOf(breach, undefined, 300)).toMatchObject({ outcome: 'unknown' });
});

it('looks below low limits', () => {
  expect(outcomeOf({ ...breach, limit: 'low' }, readings({ 120: 11, 130: 9 }), 150)).toMatchObject({ cameAtMs: 130 });
});
