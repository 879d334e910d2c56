import { randomUUID } from 'node:crypto';
import diagnostics from 'node:diagnostics_channel';
import { batchOf, seriesOf } from '@wellhead/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestInflux, startTestInflux } from '../../../testing/influx.js';
import { telemetryConformance } from '../conformance/telemetry-conformance.js';
import { openInfluxStore } from './influx-store.js';

const started = await startTestInflux();
if ('missing' in started) {
  if (process.env['CI'] === 'true') throw new Error(`InfluxDB is needed in CI: ${started.missing}`);
  describe('telemetry promises: influx', () => it.skip(`skipped: ${started.missing}`, () => undefined));
  console.log(`InfluxDB tests skipped: ${started.missing}`);
} else {
  influxTests(started);
}

function influxTests(influx: TestInflux): void {
  telemetryConformance({
    name: `influx (${influx.name})`,
    open: () => openInfluxStore(influx),
    reopen: async (store) => {
      await store.close();
      return openInfluxStore(influx);
    },
    propertyRuns: 5,
  });

  describe('InfluxDB as a store', () => {
    afterAll(() => influx.close());
    const float = (field: string): ReturnType<typeof seriesOf> => seriesOf('refused', { asset: 'a' }, field, 'float');

    it('names in one sentence a token, a bucket or an address that does not work', async () => {
      await expect(openInfluxStore({ ...influx, token: 'wrong' })).rejects.toThrow(
        /does not accept the token.*set INFLUX_TOKEN/,
      );
      await expect(openInfluxStore({ ...influx, bucket: 'none' })).rejects.toThrow(
        /has no bucket none: make it, or set INFLUX_BUCKET/,
      );
      await expect(openInfluxStore({ ...influx, url: 'http://127.0.0.1:1' })).rejects.toThrow(/cannot be reached/);
    });

    it('stores the rest of a batch and tells each row that the store refused, with its reason', async () => {
      const store = await openInfluxStore(influx);
      const integer = seriesOf('refused', { asset: 'a' }, 'b', 'integer');
      await store.write(batchOf([{ series: float('b'), timeNs: 1n, value: 1 }]));
      const readings = Array.from({ length: 40 }, (_, row) => ({
        series: float('a'),
        timeNs: BigInt(row),
        value: row,
      }));
      const outcome = await store.write(
        batchOf([
          ...readings,
          { series: float('c'), timeNs: 50n, value: 3 },
          { series: integer, timeNs: 50n, value: 4n },
          ...readings,
        ]),
      );
      expect(outcome).toEqual({
        kind: 'partly-stored',
        refused: [{ row: 41, reason: expect.stringMatching(/field type conflict.*"?b"?/) as string }],
      });
      expect(await store.count({ measurement: 'refused', field: 'a' })).toBe(40);
      expect(await store.count({ measurement: 'refused', field: 'c' })).toBe(1);
      await store.close();
    });

    it('tells rows that line protocol cannot carry, and stores the others', async () => {
      const store = await openInfluxStore(influx);
      const bad = seriesOf('carried', { asset: 'ends with \\' }, 'value', 'float');
      const good = seriesOf('carried', { asset: 'fine' }, 'value', 'float');
      const outcome = await store.write(
        batchOf([
          { series: bad, timeNs: 1n, value: 1 },
          { series: good, timeNs: 1n, value: Number.NaN },
          { series: good, timeNs: 2n, value: 2 },
        ]),
      );
      expect(outcome).toMatchObject({ kind: 'partly-stored', refused: [{ row: 0 }, { row: 1 }] });
      expect(await store.count({ measurement: 'carried' })).toBe(1);
      await store.close();
    });

    it('tells which readings are too old for the bucket, without asking about each', async () => {
      const name = `short_${randomUUID().slice(0, 8)}`;
      await influx.makeBucket(name, 1);
      const store = await openInfluxStore({ ...influx, bucket: name });
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      const old = Array.from({ length: 5_000 }, (_, row) => ({ series: float('a'), timeNs: BigInt(row), value: row }));
      const fresh = old.map((reading) => ({ ...reading, timeNs: nowNs - reading.timeNs }));
      let requests = 0;
      const count = (): number => (requests += 1);
      diagnostics.subscribe('http.client.request.start', count);
      const outcome = await store.write(batchOf([...old, ...fresh, old[0]!, fresh[0]!]));
      diagnostics.unsubscribe('http.client.request.start', count);
      expect(outcome).toMatchObject({ kind: 'partly-stored' });
      const refused = outcome.kind === 'partly-stored' ? outcome.refused : [];
      expect(refused.map(({ row }) => row)).toEqual([...old.keys(), 10_000]);
      expect(refused[0]?.reason).toMatch(/retention policy/);
      // Ten thousand readings in three bodies; the shim, in this process, asks once more for each.
      expect(requests).toBeLessThan(20);
      expect(await store.count({ measurement: 'refused' })).toBe(5_000);
      await store.close();
    });

    it('rejects when the store has gone, so that the spool tries again', async () => {
      const name = `gone_${randomUUID().slice(0, 8)}`;
      await influx.makeBucket(name);
      const store = await openInfluxStore({ ...influx, bucket: name });
      await influx.dropBucket(name);
      await expect(store.write(batchOf([{ series: float('a'), timeNs: 1n, value: 1 }]))).rejects.toThrow(
        `has no bucket ${name}`,
      );
      await store.close();
    });
  });
}
