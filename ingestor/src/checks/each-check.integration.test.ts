import { installPack, listQuarantine, migrateUp, openCheckCatalogue } from '@wellhead/stores';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';
import { seenWithQuality } from '../../testing/seen-with-quality.js';

const NOW = Date.UTC(2026, 4, 1);
const SIGNAL = { measurement: 'esp', field: 'temperature', assets: [] };

describe('each check, from the request to what the data source shows', () => {
  let fixture: IngestorFixture;
  /** Each test has a day of its own, so that the memory of rates and stuck sensors begins behind the one before. */
  let day = NOW;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ clock: () => day + 3_600_000 });
    await migrateUp(fixture.database.pool, [examplePack]);
    await installPack(fixture.database.pool, examplePack);
  });
  afterAll(() => fixture.close());
  beforeEach(() => {
    day += 86_400_000;
  });
  const rule = async (check: object, policy: object = {}): Promise<void> => {
    const catalogue = openCheckCatalogue(fixture.database.pool);
    await catalogue.set({ ...SIGNAL, ...check }, 'test');
    await catalogue.setPolicy(
      'example',
      { unknownAsset: 'accept', clockSkewMs: 300_000, farFutureMs: 86_400_000, ...policy },
      'test',
    );
    await fixture.ingestor.refreshChecks();
  };
  /** Sends readings `[ms after the beginning of the day, value]`; tells the status. */
  const send = async (readings: readonly (readonly [ms: number, value: number])[], asset = 'well-101') => {
    const lines = readings.map(([ms, value]) => `esp,asset=${asset} temperature=${value} ${day + ms}`);
    const to = `/api/v2/write?bucket=${TEST_BUCKET}&precision=ms`;
    return (await fixture.post(to, lines.join('\n'), { 'x-wellhead-source': `day-${day}` })).status;
  };
  const seen = (asset = 'well-101') => seenWithQuality(fixture, { asset, signal: 'esp.temperature', fromMs: day });
  const refusals = async () => {
    await fixture.ingestor.drained();
    const rows = await listQuarantine(fixture.database.pool, { source: `day-${day}` });
    return rows.map(({ refusedBy, reason }) => [refusedBy, reason]);
  };

  it('marks a change that is faster than the signal can change', async () => {
    await rule({ mostPerSecond: 2 });
    expect(
      await send([
        [0, 50],
        [1_000, 51.9],
        [2_000, 60],
      ]),
    ).toBe(204);
    expect(await seen()).toEqual([
      [0, 50, null],
      [1_000, 51.9, null],
      [2_000, 60, 'rate'],
    ]);
  });

  it('marks a sensor that is stuck, from one request to the next, until it moves', async () => {
    await rule({ stuckAfter: 3 });
    expect(
      await send([
        [0, 70],
        [1_000, 70],
      ]),
    ).toBe(204);
    expect(
      await send([
        [2_000, 70],
        [3_000, 70.1],
      ]),
    ).toBe(204);
    expect(await seen()).toEqual([
      [0, 70, null],
      [1_000, 70, null],
      [2_000, 70, 'stuck'],
      [3_000, 70.1, null],
    ]);
  });

  it('marks a clock that is ahead, and refuses what lies in the far future', async () => {
    await rule({}, { clockSkewMs: 1_000, farFutureMs: 60_000 });
    const arrival = 3_600_000;
    expect(
      await send([
        [arrival, 1],
        [arrival + 30_000, 2],
        [arrival + 61_000, 3],
      ]),
    ).toBe(400);
    expect(await seen()).toEqual([
      [arrival, 1, null],
      [arrival + 30_000, 2, 'clock-skew'],
    ]);
    expect(await refusals()).toEqual([
      ['check far-future', expect.stringContaining('lies too far in the future; found 2026')],
    ]);
  });

  it('marks several things at once, the mildest first', async () => {
    await rule({ soft: { high: 100 }, mostPerSecond: 1 });
    expect(
      await send([
        [0, 90],
        [1_000, 150],
      ]),
    ).toBe(204);
    expect((await seen()).at(-1)).toEqual([1_000, 150, 'rate,soft-range']);
  });

  it('accepts and marks an asset that nobody knows, or refuses it, as the policy says', async () => {
    await rule({}, { unknownAsset: 'accept' });
    expect(await send([[0, 5]], 'stranger')).toBe(204);
    expect(await seen('stranger')).toEqual([[0, 5, 'unknown-asset']]);
    await rule({}, { unknownAsset: 'quarantine' });
    expect(await send([[1_000, 6]], 'stranger')).toBe(400);
    expect(await refusals()).toEqual([
      ['check unknown-asset', expect.stringContaining('no catalogue knows the asset; found stranger')],
    ]);
    expect(await seen('stranger')).toEqual([[0, 5, 'unknown-asset']]);
  });
});
