import {
  installPack,
  listLedger,
  listQuarantine,
  migrateUp,
  openCheckCatalogue,
  openDuckDbStore,
} from '@wellhead/stores';
import { problemSchema } from '@wellhead/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';
import { seenWithQuality } from '../../testing/seen-with-quality.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}&precision=ms`;
const NOW = Date.UTC(2026, 4, 1);

describe('readings that are checked', () => {
  let fixture: IngestorFixture;
  let dir: string;
  let now = NOW;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-checks-'));
    fixture = await openIngestorFixture({
      telemetry: await openDuckDbStore({ file: path.join(dir, 't.duckdb') }),
      clock: () => now,
    });
    const { pool } = fixture.database;
    await migrateUp(pool, [examplePack]);
    await installPack(pool, examplePack);
    const soft = { low: 0, high: 150 };
    await openCheckCatalogue(pool).set(
      { measurement: 'esp', field: 'temperature', assets: [], hard: { low: -50, high: 300 }, soft },
      'ann',
    );
    await fixture.ingestor.refreshChecks();
  });
  afterAll(async () => {
    await fixture.close();
    await rm(dir, { recursive: true, force: true });
  });
  const send = async (lines: string, source = 'scada') => {
    const response = await fixture.post(WRITE, lines, { 'x-wellhead-source': source });
    const text = await response.text();
    return { status: response.status, problem: text === '' ? undefined : problemSchema.parse(JSON.parse(text)) };
  };
  /** time in ms after NOW, value, quality of the temperature of well-101. */
  const seen = (aggregate: 'raw' | 'mean' = 'raw') =>
    seenWithQuality(fixture, { asset: 'well-101', signal: 'esp.temperature', fromMs: NOW, aggregate });

  it('keeps what is improbable with its quality, beside what is good', async () => {
    expect(
      await send(`esp,asset=well-101 temperature=90 ${NOW}\nesp,asset=well-101 temperature=170 ${NOW + 1_000}`),
    ).toMatchObject({ status: 204 });
    expect(await seen()).toEqual([
      [0, 90, null],
      [1_000, 170, 'soft-range'],
    ]);
    expect(await seen('mean')).toEqual([[0, 130, 'soft-range']]);
  });

  it('quarantines the whole line of an impossible reading, counted once, and says which and why', async () => {
    const { status, problem } = await send(
      `esp,asset=well-101 temperature=95,pressure=60 ${NOW + 2_000}\n\nesp,asset=well-101 pressure=61,temperature=850 ${NOW + 3_000}\nesp,asset=well-101 temperature=oops 1`,
      'hot',
    );
    expect(status).toBe(400);
    expect(problem?.places).toMatchObject([
      { line: 4, found: 'oops' },
      { line: 3, found: '850', expected: 'at least -50 and at most 300' },
    ]);
    expect((await seen()).at(-1)).toEqual([2_000, 95, null]);
    const pressure = await fixture.telemetry.count({ measurement: 'esp', field: 'pressure' });
    expect(pressure).toBe(1);
    expect(await listQuarantine(fixture.database.pool, { source: 'hot' })).toMatchObject([
      {
        refusedBy: 'check hard-range',
        place: { line: 3 },
        raw: `esp,asset=well-101 pressure=61,temperature=850 ${NOW + 3_000}`,
      },
      { refusedBy: 'parser', place: { line: 4 } },
    ]);
    expect((await listLedger(fixture.database.pool)).filter(({ source }) => source === 'hot')).toMatchObject([
      { received: 3, accepted: 1, quarantined: 2, imbalance: 0 },
    ]);
    expect((await send(`esp,asset=well-101 temperature=999 ${NOW}`)).problem?.type).toContain('failed-check');
  });

  it('takes the quality back when a good reading overwrites one that was not', async () => {
    await send(`esp,asset=well-101 temperature=100 ${NOW + 1_000}`);
    expect((await seen())[1]).toEqual([1_000, 100, null]);
  });

  it('converts what is declared in another unit, in JSON points too', async () => {
    const point = {
      measurement: 'esp',
      tags: { asset: 'well-101', unit: 'degF' },
      fields: { temperature: 212 },
      time: NOW + 5_000,
    };
    expect(
      (
        await fixture.post(
          '/api/v1/telemetry',
          JSON.stringify([point, { ...point, tags: { asset: 'well-101', unit: 'bar' } }]),
        )
      ).status,
    ).toBe(400);
    expect((await seen()).at(-1)).toEqual([5_000, expect.closeTo(100, 9), 'unit-converted']);
    expect(
      (await listQuarantine(fixture.database.pool, { source: 'configured' })).map(({ refusedBy, place }) => [
        refusedBy,
        place,
      ]),
    ).toContainEqual(['check unit', { index: 1 }]);
  });

  it('gives the same readings and qualities when they are read back from the spool after a restart', async () => {
    const before = await seen();
    // No memory at all: sinks read every record back from the spool.
    await fixture.restart({ limits: { memoryBytes: 0 } });
    await fixture.ingestor.refreshChecks();
    expect(
      (
        await send(
          `esp,asset=well-101 temperature=160 ${NOW + 6_000}\nesp,asset=well-101 temperature=999 ${NOW + 7_000}\nesp,asset=well-101,unit=K temperature=373.15 ${NOW + 8_000}`,
        )
      ).status,
    ).toBe(400);
    expect(await seen()).toEqual([
      ...before,
      [6_000, 160, 'soft-range'],
      [8_000, expect.closeTo(100, 9), 'unit-converted'],
    ]);
  });

  it('follows an edit of the catalogue without a restart, and registers assets when the policy says so', async () => {
    const checks = openCheckCatalogue(fixture.database.pool);
    await checks.set({ measurement: 'esp', field: 'temperature', assets: [], soft: { high: 200 } }, 'ann');
    await checks.setPolicy('example', { unknownAsset: 'register', clockSkewMs: 1_000, farFutureMs: 10_000 }, 'ann');
    await fixture.ingestor.refreshChecks();
    now = NOW + 20_000;
    expect(
      (
        await send(
          `esp,asset=well-101 temperature=190 ${NOW + 9_000}\nesp,asset=well-101 temperature=1 ${now + 11_000}`,
        )
      ).problem?.places,
    ).toMatchObject([{ line: 2, reason: expect.stringContaining('too far in the future') }]);
    expect((await seen()).at(-1)).toEqual([9_000, 190, null]);
    expect((await send(`esp,asset=well-102 temperature=50 ${NOW + 9_000}`)).status).toBe(204);
    await fixture.ingestor.refreshChecks();
    const { rows } = await fixture.database.pool.query(
      "select asset, unit, pack from ops.signals where asset = 'well-102'",
    );
    expect(rows).toEqual([{ asset: 'well-102', unit: 'celsius', pack: 'registered' }]);
    // A pack that is installed again leaves what a person set.
    await installPack(fixture.database.pool, examplePack);
    expect(await checks.list()).toMatchObject([{ field: 'temperature', soft: { high: 200 }, changedBy: 'ann' }]);
    expect(await checks.policies()).toMatchObject([{ pack: 'example', unknownAsset: 'register', changedBy: 'ann' }]);
  });

  it('does not let others write another type where qualities are kept', async () => {
    expect((await send(`wellhead_quality,asset=x level=1 ${NOW}`)).problem?.type).toContain('field-type-conflict');
  });
});
