import { expect, it } from 'vitest';
import { lessonOf } from './train-failures.js';

const machines = Array.from({ length: 10 }, (_, at) => ({
  id: `w${at}`,
  startsOnDay: 100 + at,
  signals: {},
  failures: [],
  limits: {},
}));
const lesson = (wells = machines) =>
  lessonOf({ watch: { signals: ['pump.heat'] }, wells: { wells, days: 600 } }, { withinDays: 7, seed: 1 }, undefined);
const names = (wells: readonly { readonly id: string }[]) => wells.map(({ id }) => id);

it('splits by machine: each is learnt from or held out, and none twice', () => {
  const { learnt, heldOut } = lesson();
  expect([...names(learnt), ...names(heldOut)].sort()).toEqual(names(machines));
  expect([learnt.length, heldOut.length]).toEqual([8, 2]);
});

it('splits by time as well: lessons end at seven tenths of the days with readings', () => {
  expect(lesson().training.untilDay).toBe(100 + 0.7 * 500);
});

it('keeps machines where they are when the same ones are asked again', () => {
  expect(names(lesson().heldOut)).toEqual(names(lesson().heldOut));
  expect(names(lesson([...machines]).heldOut)).toEqual(['w3', 'w7']);
});
