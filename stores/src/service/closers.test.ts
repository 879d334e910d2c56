import { expect, it } from 'vitest';
import { collectClosers } from './closers.js';

it('closes what was opened in the opposite order, all of it, and tells what could not be closed', async () => {
  const closed: string[] = [];
  const failures: unknown[] = [];
  const closers = collectClosers((error) => failures.push(error));
  const fault = new Error('will not');
  for (const name of ['first', 'stubborn', 'last'])
    closers.keep({
      close() {
        closed.push(name);
        return name === 'stubborn' ? Promise.reject(fault) : Promise.resolve();
      },
    });
  await closers.close();
  expect(closed).toEqual(['last', 'stubborn', 'first']);
  expect(failures).toEqual([fault]);
  await closers.close();
  expect(closed).toHaveLength(3);
});
