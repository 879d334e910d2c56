import { expect, it } from 'vitest';
import { openBodyPool } from './body-pool.js';

it('uses the memory of a body again once it was given back, and only once', () => {
  const pool = openBodyPool();
  const body = pool.take(100_000);
  expect(body).toHaveLength(100_000);
  const other = pool.take(100_000);
  expect(other.buffer).not.toBe(body.buffer);
  pool.give(body);
  pool.give(body);
  const [third, fourth] = [pool.take(120_000), pool.take(120_000)];
  expect(third.buffer).toBe(body.buffer);
  expect(fourth.buffer).not.toBe(body.buffer);
});

it('passes over buffers that are not its own', () => {
  const pool = openBodyPool();
  const foreign = Buffer.alloc(131_072);
  pool.give(foreign);
  expect(pool.take(131_072).buffer).not.toBe(foreign.buffer);
});
