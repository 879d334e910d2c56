import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SLOT_NS } from '../store.js';
import { coverOf } from './cover.js';
import { DAY_NS, FIGURED_WHOLLY } from './figures-sql.js';

const instant = fc.bigInt({ min: -3n * DAY_NS, max: 3n * DAY_NS });

it('takes every instant of every series once, from figures or from readings', () => {
  fc.assert(
    fc.property(
      instant,
      instant,
      fc.array(fc.option(fc.constantFrom(FIGURED_WHOLLY, -DAY_NS, 0n, DAY_NS, 9n * DAY_NS)), { maxLength: 5 }),
      fc.constantFrom(SLOT_NS, 4n * SLOT_NS, 7n),
      instant,
      (one, other, starts, everyNs, at) => {
        const [fromNs, toNs] = one < other ? [one, other] : [other, one];
        const ids = starts.map((_, id) => id);
        const figuredFrom = new Map(starts.flatMap((start, id) => (start === null ? [] : [[id, start] as const])));
        const { figures, readings } = coverOf({ ids, fromNs, toNs }, everyNs, figuredFrom);
        for (const piece of figures) {
          expect(everyNs % SLOT_NS).toBe(0n);
          expect([piece.fromNs % SLOT_NS, piece.toNs % SLOT_NS]).toEqual([0n, 0n]);
          for (const id of piece.ids) expect(figuredFrom.get(id)).toBeLessThanOrEqual(piece.fromNs);
        }
        for (const id of ids) {
          const taking = [...figures, ...readings].filter(
            (piece) => piece.ids.includes(id) && piece.fromNs <= at && at < piece.toNs,
          );
          expect(taking.length).toBe(fromNs <= at && at < toNs ? 1 : 0);
        }
      },
    ),
  );
});

it('reads only the ragged ends of a long range, and no figures for windows that slots do not fill', () => {
  const figuredFrom = new Map([[3, FIGURED_WHOLLY]]);
  const asked = { ids: [3], fromNs: SLOT_NS - 5n, toNs: 100n * SLOT_NS + 7n };
  expect(coverOf(asked, 4n * SLOT_NS, figuredFrom)).toEqual({
    figures: [{ ids: [3], fromNs: SLOT_NS, toNs: 100n * SLOT_NS }],
    readings: [
      { ids: [3], fromNs: SLOT_NS - 5n, toNs: SLOT_NS },
      { ids: [3], fromNs: 100n * SLOT_NS, toNs: 100n * SLOT_NS + 7n },
    ],
  });
  expect(coverOf(asked, 4n * SLOT_NS + 1n, figuredFrom)).toEqual({ figures: [], readings: [asked] });
});
