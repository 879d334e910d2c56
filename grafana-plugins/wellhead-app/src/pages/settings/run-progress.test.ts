import type { RunProgress } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { progressText, shareOf } from './run-progress.js';

const progress = (of: Partial<RunProgress>): RunProgress => ({
  phase: 'networks',
  phasesDone: 0,
  phases: 4,
  subject: null,
  done: 0,
  total: 0,
  of: 'epochs',
  toldAtMs: 1,
  ...of,
});

it('goes on through the phases, and is full only at the end', () => {
  expect([
    shareOf(progress({ done: 10, total: 20 })),
    shareOf(progress({ phasesDone: 2, total: 0 })),
    shareOf(progress({ phasesDone: 3, done: 30, total: 20 })),
  ]).toEqual([0.125, 0.5, 1]);
});

it('has no share while nobody can tell how much there is', () => {
  expect(shareOf(progress({ done: 7, phase: 'forecasts', of: 'forecasts' }))).toBeUndefined();
});

it('says what is being done, of what, and how much of it', () => {
  expect(progressText(progress({ subject: 'mlp-1d-s7-h28', done: 7, total: 20 }))).toBe(
    'training networks (1 of 4), mlp-1d-s7-h28: 7 of 20 epochs',
  );
  expect(progressText(progress({ phase: 'forecasts', phases: 3, done: 250, of: 'forecasts' }))).toBe(
    'forecasting (1 of 3): 250 forecasts',
  );
});
