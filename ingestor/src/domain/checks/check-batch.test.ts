import { readingsOf } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChecked, codesOf, rowsOf, runsOf } from './checked-rows.js';
import { batchOfRows, checkerOf, faultsOf, type Given, marksOf, NOW, table } from './testing/batches-to-check.js';

describe('checking readings', () => {
  it('marks values outside of the soft range and refuses those outside of the hard one, bounds being in', () => {
    const checker = checkerOf([
      { measurement: 'esp', field: 'temperature', hard: { low: -50, high: 300 }, soft: { high: 180 } },
    ]);
    const verdict = checker.check(
      batchOfRows([
        [180, 1],
        [180.1, 2],
        [300, 3],
        [301, 4],
        [-50, 5],
        [-51, 6],
        [200n, 7],
      ]),
      NOW,
    );
    expect(marksOf(verdict)).toEqual({ 'soft-range': [1, 2, 6] });
    expect(verdict?.faults).toMatchObject([
      { row: 3, check: 'hard-range', found: '301', expected: 'at least -50 and at most 300' },
      { row: 5, check: 'hard-range', found: '-51' },
    ]);
  });

  it('says nothing of series that no pack declares, and of good readings', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', soft: { high: 180 } }]);
    const place = table.place('other', {}, 'v', 'float');
    const batch = { ...batchOfRows([[999, 1]]), series: table.series, seriesIndex: Uint32Array.of(place) };
    expect(checker.check(batch, NOW)).toBeUndefined();
    const good = checker.check(
      batchOfRows([
        [20, 1],
        [21, 2],
      ]),
      NOW,
    );
    expect([good?.checked, good?.faults]).toEqual([undefined, []]);
  });

  it('marks a change that is too fast, from batch to batch, and never judges late readings by it', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', mostPerSecond: 2 }]);
    expect(
      marksOf(
        checker.check(
          batchOfRows([
            [10, 1_000],
            [12, 2_000],
            [14.1, 3_000],
          ]),
          NOW,
        ),
      ),
    ).toEqual({ rate: [2] });
    expect(
      marksOf(
        checker.check(
          batchOfRows([
            [90, 4_000],
            [20, 1_500],
          ]),
          NOW,
        ),
      ),
    ).toEqual({ rate: [0], good: [1] });
  });

  it('marks a sensor that is stuck from the given reading on, until it moves', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', stuckAfter: 3 }]);
    const rows = [5, 5, 5, 5, 6, 5, 5].map((value, at): Given => [value, at + 1]);
    expect(marksOf(checker.check(batchOfRows(rows), NOW))).toEqual({ stuck: [2, 3] });
    expect(marksOf(checker.check(batchOfRows([[5, 8]]), NOW))).toEqual({ stuck: [0] });
  });

  it('marks a clock that is ahead and refuses the far future, to the millisecond', () => {
    const checker = checkerOf([], { clockSkewMs: 1_000, farFutureMs: 60_000 });
    const verdict = checker.check(
      batchOfRows([
        [1, NOW + 1_000],
        [1, NOW + 1_001],
        [1, NOW + 60_000],
        [1, NOW + 60_001],
        [1, -NOW],
      ]),
      NOW,
    );
    expect(marksOf(verdict)).toEqual({ 'clock-skew': [1, 2], good: [4] });
    expect(verdict?.faults).toMatchObject([{ row: 3, check: 'far-future', found: '2026-05-01T00:01:00.001Z' }]);
  });

  it('accepts and marks, or refuses an asset that nobody knows', () => {
    const rows: Given[] = [
      [1, 1, { asset: 'w9' }],
      [1, 2],
      [1, 3, {}],
    ];
    expect(marksOf(checkerOf([], {}).check(batchOfRows(rows), NOW))).toEqual({ 'unknown-asset': [0, 2] });
    const refused = checkerOf([], { unknownAsset: 'quarantine' }).check(batchOfRows(rows), NOW);
    expect(refused?.faults).toMatchObject([
      { row: 0, check: 'unknown-asset', found: 'w9' },
      { row: 2, check: 'unknown-asset', found: 'no tag asset' },
    ]);
  });

  it('converts a declared unit into that of the signal, checks the converted value, and drops the declaration', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', soft: { high: 99 } }]);
    const batch = batchOfRows([
      [212, 1, { asset: 'w1', unit: 'degF' }],
      [20, 2, { asset: 'w1', unit: 'celsius' }],
      [1, 3, { asset: 'w1', unit: 'psi' }],
      [5n, 4, { asset: 'w1', unit: 'K' }],
    ]);
    const verdict = checker.check(batch, NOW);
    expect(faultsOf(verdict)).toEqual([
      [2, 'unit'],
      [3, 'unit'],
    ]);
    const applied = applyChecked(batch, { ...verdict?.checked, refused: [2, 2] }, table);
    expect(
      readingsOf(applied).map(({ series, value }) => [
        series.key,
        typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
      ]),
    ).toEqual(
      [
        ['esp,asset=w1 temperature', 100],
        ['esp,asset=w1 temperature', 20],
        ['wellhead_quality,asset=w1,measurement=esp,unit=degF temperature', 'unit-converted,soft-range'],
      ].map((row, at) => (at === 2 ? ['wellhead_quality,asset=w1,measurement=esp temperature', row[1]] : row)),
    );
  });

  it('judges history by its own times, whenever this process began', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', mostPerSecond: 2 }], {}, NOW);
    checker.know(new Set());
    const rows: Given[] = [
      [10, 1_000],
      [14, 2_000],
      [90, NOW + 1_000],
    ];
    expect(marksOf(checker.check(batchOfRows(rows), NOW))).toEqual({ rate: [1] });
  });

  it('says good where a late reading may correct one that was not, also one from before this process', () => {
    const checker = checkerOf([], {}, 10_000);
    expect(
      marksOf(
        checker.check(
          batchOfRows([
            [1, 9_999],
            [1, 11_000],
            [1, 10_500],
            [1, 12_000],
          ]),
          NOW,
        ),
      ),
    ).toEqual({ good: [0, 2] });
  });

  it('says good only of series that have a reading to correct, once it is known which', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', soft: { high: 100 } }], {}, 10_000);
    checker.know(new Set());
    const late: Given[] = [
      [1, 9_000],
      [1, 8_000, { asset: 'w1', unit: 'celsius' }],
    ];
    expect(marksOf(checker.check(batchOfRows(late), NOW))).toEqual({});
    checker.know(new Set(['wellhead_quality,asset=w1,measurement=esp temperature']));
    expect(marksOf(checker.check(batchOfRows(late), NOW))).toEqual({ good: [0, 1] });
    // Marked by this process itself, whatever the store says.
    const own = checkerOf([{ measurement: 'esp', field: 'temperature', soft: { high: 100 } }], {}, 10_000);
    own.know(new Set());
    expect(
      marksOf(
        own.check(
          batchOfRows([
            [101, 11_000],
            [99, 11_000],
          ]),
          NOW,
        ),
      ),
    ).toEqual({ 'soft-range': [0], good: [1] });
  });

  it('forgets what was not kept after all, so that the same readings sent again get the same verdict', () => {
    const checker = checkerOf([{ measurement: 'esp', field: 'temperature', mostPerSecond: 2, stuckAfter: 2 }]);
    checker.check(batchOfRows([[10, 1_000]]), NOW);
    const rows: Given[] = [
      [90, 2_000],
      [90, 3_000],
    ];
    const first = checker.check(batchOfRows(rows), NOW);
    first?.undo();
    expect(marksOf(checker.check(batchOfRows(rows), NOW))).toEqual(marksOf(first));
    expect(marksOf(first)).toEqual({ rate: [0], stuck: [1] });
  });
});

it('packs any ascending rows into runs and back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500)), (rows) => {
      const ascending = rows.toSorted((a, b) => a - b);
      expect([...rowsOf(runsOf(ascending))]).toEqual(ascending);
    }),
  );
  expect(codesOf(0)).toBe('good');
});
