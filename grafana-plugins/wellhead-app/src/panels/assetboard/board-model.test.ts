import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arranged } from './arrange-tiles.js';
import { tilesOf, type BoardFrame } from './board-model.js';
import { spanText, withoutAsset, wordsOf } from './board-words.js';
import { migrateOptions } from './options-migration.js';
import { sparklinePath } from './sparkline.js';
import { breachTable, groupTable, HOUR, manyWells, NOW, readingsOf } from './testing-board.js';
import { defaultOptions } from './types.js';

const tiles = (...frames: object[]) => tilesOf(frames as BoardFrame[], NOW);
const order = (...frames: object[]) =>
  arranged(tiles(...frames), defaultOptions).flatMap(({ tiles: inside }) => inside.map(({ asset }) => asset));

describe('the signal of a tile', () => {
  it('is named without its asset, whose name stands above', () => {
    const shown = (signal: string): string => withoutAsset({ asset: 'Tank 101', signal });
    expect(shown('Octane RON of Tank 101')).toBe('Octane RON');
    expect(shown('Water in Tank 101')).toBe('Water');
    expect(shown('Deviation of Tank 101 from the model')).toBe('Deviation from the model');
    expect(shown('Octane RON')).toBe('Octane RON');
  });
});

describe('tiles of frames', () => {
  it('say of each asset what is most urgent', () => {
    const found = tiles(
      readingsOf('w-hot', [50, 120]),
      readingsOf('w-cold', [50, 5]),
      readingsOf('w-soon', [50, 60]),
      readingsOf('w-silent', [50, 60], { silentHours: 9 }),
      readingsOf('w-well', [50, 60]),
      breachTable([
        { asset: 'w-soon', hours: 5 },
        { asset: 'w-well', hours: null },
      ]),
    );
    expect(found.map(({ asset, state, worst }) => [asset, state, worst.limit])).toEqual([
      ['w-hot', 'breached', 'high'],
      ['w-cold', 'breached', 'low'],
      ['w-soon', 'predicted', 'high'],
      ['w-silent', 'silent', undefined],
      ['w-well', 'normal', undefined],
    ]);
  });

  it('let the worst of several signals speak, with the age of the newest', () => {
    const [tile] = tiles(readingsOf('w-1', [50]), readingsOf('w-1', [200], { signal: 'esp.current', silentHours: 2 }));
    expect(tile).toMatchObject({ state: 'breached', signals: 2, worst: { signal: 'esp.current' }, ageMs: HOUR });
  });

  it('are called what people call them, where the frame says it', () => {
    const [tile] = tiles({
      ...readingsOf('w-1', [50]),
      meta: { custom: { titles: { asset: 'Well 1', signal: 'Motor temperature' } } },
    });
    expect(tile && wordsOf(tile, '50 °C', NOW).sentence).toMatch(/^Well 1: Normal\. Motor temperature 50 °C\./);
  });

  it('are none for forecasts, for signals without readings, and for frames of something else', () => {
    const quantile = readingsOf('w-1', [5]);
    const labels = { asset: 'w-1', signal: 's', quantile: '0.5' };
    expect(
      tiles(
        { ...quantile, fields: [quantile.fields[0], { ...quantile.fields[1], labels }] },
        readingsOf('w-2', [null]),
        {
          fields: [{ name: 'x', type: 'string', values: ['a'] }],
        },
      ),
    ).toEqual([]);
  });

  it('stand by urgency: breached, predicted by time, silent by how long, then by what is left', () => {
    expect(
      order(
        readingsOf('w-far', [50]),
        readingsOf('w-near', [95]),
        readingsOf('w-later', [50]),
        readingsOf('w-soon', [50]),
        readingsOf('w-silent', [50], { silentHours: 5 }),
        readingsOf('w-long', [50], { silentHours: 50 }),
        readingsOf('w-hot', [101]),
        readingsOf('w-hotter', [150]),
        breachTable([
          { asset: 'w-later', hours: 9 },
          { asset: 'w-soon', hours: 2 },
        ]),
      ),
    ).toEqual(['w-hotter', 'w-hot', 'w-soon', 'w-later', 'w-long', 'w-silent', 'w-near', 'w-far']);
  });

  it('stand by name as people count, and in groups with the most urgent first', () => {
    const frames = [readingsOf('w-10', [50]), readingsOf('w-9', [50]), readingsOf('w-2', [150])];
    const byName = arranged(tiles(...frames), { sortBy: 'name', byGroup: true });
    expect(byName[0]!.tiles.map(({ asset }) => asset)).toEqual(['w-2', 'w-9', 'w-10']);
    const grouped = arranged(tiles(...frames, groupTable({ 'w-9': 'quiet', 'w-2': 'busy' })), defaultOptions);
    expect(grouped.map(({ name, tiles: inside }) => [name, inside.length])).toEqual([
      ['busy', 1],
      ['quiet', 1],
      [undefined, 1],
    ]);
  });

  it('lose no asset and show none twice', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200), { maxLength: 40 }), (numbers) => {
        const frames = numbers.map((number) => readingsOf(`w-${number}`, [number]));
        expect(order(...frames).toSorted()).toEqual(numbers.map((number) => `w-${number}`).toSorted());
      }),
    );
  });

  it('are made of five hundred wells', () => {
    const found = tiles(...manyWells(500));
    expect(found).toHaveLength(500);
    expect(arranged(found, defaultOptions)).toHaveLength(3);
  });
});

it('a tile speaks in one sentence', () => {
  const [tile] = tiles(readingsOf('w-1', [60]), breachTable([{ asset: 'w-1', hours: 30 }]));
  expect(wordsOf(tile!, '60 °C', NOW).sentence).toBe(
    'w-1: Breach predicted, high limit in 1 d (80 %). esp.motor_temperature 60 °C. Last reading 1 h ago.',
  );
  const [unsure] = tiles(readingsOf('w-1', [60]), breachTable([{ asset: 'w-1', hours: 30, calibrated: false }]));
  expect(wordsOf(unsure!, '60 °C', NOW).sentence).toContain('high limit in 1 d (80 %, uncalibrated).');
  expect([500, 61_000, 2 * HOUR, 49 * HOUR].map(spanText)).toEqual(['0 s', '1 min', '2 h', '2 d']);
});

it('a sparkline keeps a spike among thousands of values', () => {
  const values = Array.from({ length: 5_000 }, (_, at) => (at === 2_345 ? 100 : 0));
  expect(sparklinePath(values, 120, 24)).toContain(' 1.0');
  expect(sparklinePath([5], 120, 24)).toBe('M0 12.0H120');
});

it('options that were saved otherwise get their default', () => {
  expect(migrateOptions(undefined)).toEqual(defaultOptions);
  expect(migrateOptions({ sortBy: 'size', tileWidth: 9_999, byGroup: false })).toEqual({
    ...defaultOptions,
    tileWidth: 480,
    byGroup: false,
  });
});
