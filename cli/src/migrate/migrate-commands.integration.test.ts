import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../stores/testing/database.js';
import { listen } from '../../testing/listen.js';

let database: TestDatabase;
const run = (...words: string[]) =>
  listen({ DATABASE_URL: database.url, WELLHEAD_DATA_DIR: '/nowhere', WELLHEAD_URL: 'http://127.0.0.1:9' }, ...words);

beforeEach(async () => {
  database = await openTestDatabase({ empty: true });
});
afterEach(() => database.close());

it('brings an empty database up, takes the newest migration back and tells where it stands', async () => {
  const empty = await run('migrate', 'status');
  expect(empty.exitCode).toBe(0);
  expect(empty.said).toContain('Next: wellhead migrate up');

  const up = await run('migrate', 'up', '--json');
  const applied = JSON.parse(up.said) as string[];
  expect(applied).toContain('0001-foundation');
  expect(applied.some((name) => name.startsWith('retail-sales/'))).toBe(true);
  expect((await run('migrate', 'status')).said).toContain('All are applied.');
  expect((await run('migrate', 'up')).said).toBe('Nothing to do: all are applied.');

  const down = await run('migrate', 'down', '--yes');
  expect(down.said).toBe(`Taken back: ${applied.at(-1)}`);
  const states = JSON.parse((await run('migrate', 'status', '--json')).said) as {
    name: string;
    appliedAt: string | null;
  }[];
  expect(states.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name)).toEqual([applied.at(-1)]);
});

it('says which Postgres it cannot reach', async () => {
  const environment = { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:9/none', WELLHEAD_DATA_DIR: '/nowhere' };
  const { exitCode, complained } = await listen(environment, 'migrate', 'status');
  expect(exitCode).toBe(3);
  expect(complained).toContain('Postgres at 127.0.0.1:9 cannot be reached');
  expect(complained).not.toContain('secret');
});
