import { expect, it } from 'vitest';
import { gateOf } from './models.js';

const backTest = { error: 0.8, naiveError: 1, incumbentError: 0.9, series: 3, origins: 300 };

it('lets a candidate pass that beats the naive forecast and the champion on enough origins', () => {
  expect(gateOf(backTest)).toBeUndefined();
  expect(gateOf({ ...backTest, incumbentError: null })).toBeUndefined();
  expect(gateOf({ ...backTest, incumbent: 2 }, 2)).toBeUndefined();
  expect(gateOf({ ...backTest, incumbent: 2 }, null)).toBeUndefined();
  expect(gateOf({ ...backTest, incumbent: 2 }, 3)).toMatch(
    /against version 2, and version 3 is champion now: try it again/,
  );
  expect(gateOf({ ...backTest, incumbentError: null, incumbent: null }, 1)).toMatch(
    /against no champion, and version 1/,
  );
  expect(gateOf({ ...backTest, error: Number.NaN })).toMatch(/does not beat the naive one/);
});

it.each([
  [{ error: 1 }, 'its error 1 does not beat the naive one 1'],
  [{ error: 0.9999 }, 'does not beat the naive one'],
  [{ error: 0.95 }, "its error 0.95 does not beat the champion's 0.9"],
  [{ origins: 19 }, 'it was tried on 19 origins only, 20 are needed'],
])('says why it does not pass: %j', (worse, told) => {
  expect(gateOf({ ...backTest, ...worse })).toContain(told);
});
