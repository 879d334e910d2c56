import { expect, it } from 'vitest';
import { typedNumber } from './typed-number.js';

it('reads a number as people type it, and nothing else', () => {
  expect(['127,5', ' -3 ', '.5', '1e3', '+2.'].map(typedNumber)).toEqual([127.5, -3, 0.5, 1_000, 2]);
  expect(['', ' ', '1.2.3', '12 °C', '1,000.5', 'NaN', 'Infinity', '0x10'].map(typedNumber)).toEqual(
    Array<undefined>(8).fill(undefined),
  );
});
