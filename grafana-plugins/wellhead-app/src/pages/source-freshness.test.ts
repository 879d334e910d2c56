import { describe, expect, it } from 'vitest';
import { freshnessOf, nextSteps, sourceRows, spanWords } from './source-freshness.js';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = 60_000;

describe('what is connected', () => {
  it('is told with its age and state', () => {
    const body = [
      { source: 'till 1', received: 12, quarantined: 1, lastReceivedAtMs: NOW - 3 * MINUTE },
      { source: 'till 2', received: 4, quarantined: 0, lastReceivedAt: '2025-12-20T00:00:00Z' },
      { source: 'till 3' },
    ];
    expect(sourceRows(body, NOW).map(({ name, freshness, age }) => [name, freshness, age])).toEqual([
      ['till 1', 'fresh', '3 minutes ago'],
      ['till 2', 'silent', '13 days ago'],
      ['till 3', 'never', 'never heard'],
    ]);
  });

  it('is late after three of its intervals and silent after ten', () => {
    expect([2, 4, 11].map((intervals) => freshnessOf(intervals * MINUTE, MINUTE))).toEqual(['fresh', 'late', 'silent']);
  });

  it.each([
    [1_000, '1 second'],
    [90 * MINUTE, '2 hours'],
    [86_400_000, '1 day'],
  ])('%i ms is %s', (ms, words) => expect(spanWords(ms)).toBe(words));
});

describe('what to do next', () => {
  it('begins with the first reading when there is none', () => {
    expect(nextSteps({ sources: [], dashboards: 0 }).map(({ title }) => title)).toEqual([
      'Send the first reading',
      'Load the dashboards',
      'Switch on another pack',
    ]);
  });
  it('names the silent source and the refused rows first', () => {
    const sources = sourceRows([{ source: 'till 2', quarantined: 2, lastReceivedAtMs: 0 }], NOW);
    expect(nextSteps({ sources, dashboards: 2 }).map(({ title }) => title)).toEqual([
      'See why till 2 is silent',
      'Look at the refused rows of till 2',
      'Open a dashboard',
      'Switch on another pack',
    ]);
  });
});
