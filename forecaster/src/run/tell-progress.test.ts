import { runProgressSchema, type RunProgress } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { openProgress } from './tell-progress.js';

const at = (more: Partial<RunProgress>) => ({
  phase: 'networks',
  phasesDone: 0,
  phases: 2,
  subject: 'mlp',
  done: 0,
  total: 20,
  of: 'epochs' as const,
  ...more,
});

it('tells what is begun and what is done at once, what lies between now and then, and goes on where it cannot be told', async () => {
  const told: RunProgress[] = [];
  let refused = 0;
  const progress = openProgress(
    {
      report: (detail) => {
        const known = runProgressSchema.parse(detail['progress']);
        if (known.subject === 'lost') {
          refused += 1;
          return Promise.reject(new Error('the store is away'));
        }
        told.push(known);
        return Promise.resolve();
      },
    },
    () => 7,
  );
  for (let done = 0; done <= 20; done += 1) progress.tell(at({ done }));
  progress.tell(at({ subject: 'lost' }));
  progress.tell(at({ subject: 'ridge', total: 1 }));
  progress.tell(at({ subject: 'ridge', total: 1, done: 1 }));
  progress.tell(at({ subject: 'ridge', total: 1, done: 1, phasesDone: 2 }));
  await progress.settled();
  expect(refused).toBe(1);
  expect(told.map(({ subject, done, phasesDone }) => `${subject} ${done} ${phasesDone}`)).toEqual(
    expect.arrayContaining(['mlp 0 0', 'mlp 20 0', 'ridge 0 0', 'ridge 1 0', 'ridge 1 2']),
  );
  expect(told.at(-1)).toMatchObject({ phasesDone: 2, toldAtMs: 7 });
  expect(told.length).toBeLessThan(21);
});
