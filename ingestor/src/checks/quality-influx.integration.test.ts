import { querySchema } from '@wellhead/contracts';
import { installPack, migrateUp, openCheckCatalogue, openInfluxStore, runQuery } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { examplePack } from '../../../stores/testing/example-pack.js';
import { startTestInflux } from '../../../stores/testing/influx.js';
import { openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';

const influx = await startTestInflux();
if ('missing' in influx && process.env['CI'] === 'true') throw new Error(influx.missing);
if ('missing' in influx) console.log(`skipped: the quality of readings in InfluxDB, ${influx.missing}`);

describe.skipIf('missing' in influx)('the quality of readings in InfluxDB', () => {
  if ('missing' in influx) return;
  it('is kept beside them, shown with them, and taken back by a correction', async () => {
    const fixture = await openIngestorFixture({ telemetry: await openInfluxStore(influx) });
    try {
      const { pool } = fixture.database;
      await migrateUp(pool, [examplePack]);
      await installPack(pool, examplePack);
      const check = { measurement: 'esp', field: 'temperature', assets: [], soft: { high: 150 } };
      await openCheckCatalogue(pool).set(check, 'ann');
      await fixture.ingestor.refreshChecks();
      const now = Date.now();
      const start = now - 60_000;
      const send = (value: string, at: number) =>
        fixture.post(`/api/v2/write?bucket=${TEST_BUCKET}&precision=ms`, `esp,asset=well-101${value} ${at}`);
      const seen = async () => {
        await fixture.ingestor.drained();
        const query = querySchema.parse({
          queryType: 'telemetry',
          assets: ['well-101'],
          signals: ['esp.temperature'],
          aggregate: 'raw',
          quality: true,
        });
        const context = {
          fromMs: start,
          toMs: now + 1,
          nowMs: now,
          intervalMs: 1_000,
          maxDataPoints: 100,
          fromAlert: false,
        };
        const stores = { telemetry: fixture.telemetry, pool, readOnlyPool: pool };
        const [frame] = await runQuery(stores, query, context);
        const [, values, quality] = frame?.fields ?? [];
        return [values?.values, quality?.values];
      };
      expect((await send(' temperature=170', start)).status).toBe(204);
      expect((await send(',unit=degF temperature=212', start + 1_000)).status).toBe(204);
      expect((await send(' temperature=20', start + 2_000)).status).toBe(204);
      const before = await seen();
      expect([...(before[0] as Float64Array)]).toEqual([170, expect.closeTo(100, 9), 20]);
      expect(before[1]).toEqual(['soft-range', 'unit-converted', null]);
      expect((await send(' temperature=120', start)).status).toBe(204);
      expect((await seen())[1]).toEqual([null, 'unit-converted', null]);
    } finally {
      await fixture.close();
      await influx.close();
    }
  });
});
