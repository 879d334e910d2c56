import { expect, it } from 'vitest';
import { copyOf, numbers } from './numbers.js';

it('gives zeros that nobody else writes into, few or many, as many as were asked for', () => {
  const lengths = [1, 7, 0, 100, 2_000, 2_048, 2_049, 50_000, 3];
  // Enough of them to go through several blocks.
  const all = Array.from({ length: 40 }, () => lengths.map((length) => numbers(length))).flat();
  all.forEach((one, at) => {
    expect(one.every((number) => number === 0)).toBe(true);
    one.fill(at + 1);
  });
  all.forEach((one, at) => {
    expect(one).toHaveLength(lengths[at % lengths.length] as number);
    expect(one.every((number) => number === at + 1)).toBe(true);
  });
});

it('copies numbers, which stay as they are when the first ones change', () => {
  const first = Float64Array.of(1, 2, 3);
  const copy = copyOf(first);
  first.fill(9);
  expect([...copy]).toEqual([1, 2, 3]);
});
