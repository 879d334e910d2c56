import type { Decomposition } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW_MS, openQueryFixture, type QueryFixture, valuesOf } from '../../testing/query-fixture.js';
import { latestDecompositions, saveDecompositions } from '../postgres/decompositions.js';
import { openMemoryStore } from '../telemetry/index.js';

let fixture: QueryFixture;
beforeAll(async () => {
  fixture = await openQueryFixture(openMemoryStore());
});
beforeEach(() => fixture.reset(openMemoryStore()));
afterAll(() => fixture.close());

const HOUR = 3_600_000;
const history: Decomposition = {
  asset: 'well-101',
  measurement: 'esp',
  field: 'temperature',
  model: 'holt-winters@2',
  issuedAtMs: NOW_MS - HOUR,
  cutoffMs: NOW_MS - HOUR,
  stepMs: HOUR,
  trend: [100, 100.5, 101],
  season: [-2, 0.25, 2],
  remainder: [0.5, null, -1],
  runId: 'run',
};
const save = (...all: Decomposition[]) => saveDecompositions(fixture.stores.pool, all);

describe('decomposed histories', () => {
  it('are a frame a part, with the time of each step and a gap where there was no reading', async () => {
    await save(history);
    const frames = await fixture.ask({ queryType: 'decomposition' });
    expect(frames.map(({ fields }) => fields[1]?.labels?.['part'])).toEqual(['trend', 'season', 'remainder']);
    expect(frames.map((frame) => valuesOf(frame, 'value'))).toEqual([
      [100, 100.5, 101],
      [-2, 0.25, 2],
      [0.5, null, -1],
    ]);
    expect(valuesOf(frames[0], 'time')).toEqual([3, 2, 1].map((hours) => (NOW_MS - hours * HOUR) * 1e6));
    expect(frames[0]?.meta).toMatchObject({
      type: 'timeseries-multi',
      custom: { decomposition: { model: 'holt-winters@2', issuedAtMs: NOW_MS - HOUR } },
    });
  });

  it('can be asked for one part, within a time range', async () => {
    await save(history);
    const [season, ...more] = await fixture.ask(
      { queryType: 'decomposition', parts: ['season'], assets: ['well-101'] },
      { fromMs: NOW_MS - 2 * HOUR },
    );
    expect(more).toEqual([]);
    expect(valuesOf(season, 'value')).toEqual([0.25, 2]);
  });

  it('say why there are none', async () => {
    expect((await fixture.ask({ queryType: 'decomposition' }))[0]).toMatchObject({
      fields: [],
      meta: { notices: [{ text: expect.stringMatching(/next forecast/) as string }] },
    });
    await save(history);
    const later = await fixture.ask({ queryType: 'decomposition' }, { fromMs: NOW_MS });
    expect(later[0]?.meta?.notices?.[0]?.text).toMatch(/outside of this time range/);
  });

  it('are kept once a signal: a newer one replaces, an older one that comes late does not', async () => {
    const newer = { ...history, issuedAtMs: NOW_MS, cutoffMs: NOW_MS, trend: [1], season: [0], remainder: [null] };
    await save(history);
    await save(newer, { ...history, field: 'pressure' });
    await save(history);
    expect(await latestDecompositions(fixture.stores.pool, { signals: ['esp.temperature'] })).toEqual([newer]);
    expect(await latestDecompositions(fixture.stores.pool)).toHaveLength(2);
  });
});
