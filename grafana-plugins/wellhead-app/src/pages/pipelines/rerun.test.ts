import type { RunAnswer } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { rerunOf } from './rerun.js';

const run = (more: Partial<RunAnswer>): RunAnswer => ({
  id: 'r 1',
  kind: 'flow',
  name: 'daily',
  reason: 'schedule',
  state: 'failed',
  startedAtMs: 0,
  finishedAtMs: 1,
  attempt: 1,
  detail: {},
  progress: null,
  error: null,
  ...more,
});

it('a flow runs again for the days that it was for', () => {
  expect(rerunOf(run({ detail: { fromDay: '2026-03-01', toDay: '2026-03-02' } }))).toMatchObject({
    path: 'flows/daily/run',
    body: { fromDay: '2026-03-01', toDay: '2026-03-02' },
  });
});

it('a forecast is worked out again and compared, and it is said what came out', () => {
  const rerun = rerunOf(run({ kind: 'forecast' }));
  expect(rerun).toMatchObject({ path: 'runs/r%201/rerun', compares: true });
  expect(rerun?.told({ kind: 'identical' })).toContain('the same numbers');
  expect(rerun?.told({ kind: 'different', reasons: ['node is 22, it was 20'] })).toContain('node is 22');
});

it('a replay is not offered again: what it let in is in', () => {
  expect(rerunOf(run({ kind: 'replay' }))).toBeUndefined();
});
