import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSources } from '../../ingestor/src/sources/read-sources.js';
import { type IngestorFixture, openIngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { readSignals } from '../../ingestor/testing/read-signals.js';
import { loadPack } from '../../stores/src/packs/load-pack.js';
import { openFieldBroker, sourcesOf, type FieldBroker } from './demo/index.js';

const LONG = { timeout: 30_000 };
const T0 = Date.UTC(2026, 3, 1);
const here = fileURLToPath(new URL('.', import.meta.url));

/** From the broker of the demo field through the ingestor to telemetry and records, all of them real. */
describe('the way of readings and records of wells', () => {
  let broker: FieldBroker;
  let fixture: IngestorFixture;

  beforeAll(async () => {
    broker = await openFieldBroker('127.0.0.1', 0);
    const parsed = parseSources(sourcesOf(broker.url), 'demo', {});
    if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
    fixture = await openIngestorFixture({ packs: [await loadPack(here)], sources: parsed.sources });
  });
  afterAll(async () => {
    await fixture.close();
    await broker.close();
  });

  const tms = async (): Promise<Readonly<Record<string, readonly unknown[]>>> => {
    await fixture.ingestor.drained();
    return readSignals(fixture.telemetry, 'tms');
  };
  const results = async (): Promise<unknown[]> => {
    await fixture.ingestor.drained();
    return (await fixture.database.pool.query('select id, value from ods.lab_results order by id')).rows;
  };
  const refused = async (): Promise<readonly string[]> => {
    await fixture.ingestor.drained();
    const { rows } = await fixture.database.pool.query<{ reason: string }>(
      'select reason from ops.quarantine order by id',
    );
    return rows.map(({ reason }) => reason);
  };
  const result = {
    id: 's1-salts',
    well_id: 'esp-301',
    date: '2026-04-01T08:00:00Z',
    sample_id: 's1',
    property: 'salts',
    value: 120,
    unit: 'mg/l',
  };

  it('takes telemetry of three wells over plain MQTT in the long form and of three over Sparkplug B, sent twice once', async () => {
    await expect.poll(() => fixture.ingestor.sources.map(({ isConnected }) => isConnected), LONG).toEqual([true, true]);
    await broker.sendTelemetry(T0);
    await broker.sendTelemetry(T0 + 600_000);
    await broker.sendTelemetry(T0 + 600_000);
    await expect
      .poll(
        async () =>
          Object.keys(await tms())
            .filter((key) => key.endsWith('current'))
            .sort(),
        LONG,
      )
      .toEqual([301, 302, 303, 304, 305, 306].map((well) => `esp-${well} current`));
    await expect.poll(async () => (await tms())['esp-306 current']?.length, LONG).toBe(2);
    expect((await tms())['esp-301 current']).toHaveLength(2);
    expect(await refused()).toEqual([]);
  });

  it('keeps records from MQTT; the same again is there once, and a late correction overwrites', async () => {
    await broker.sendRecords('lab_results', [result]);
    await broker.sendRecords('lab_results', [result]);
    await expect.poll(results, LONG).toEqual([{ id: 's1-salts', value: 120 }]);
    await broker.sendRecords('lab_results', [{ ...result, value: 131 }]);
    await expect.poll(results, LONG).toEqual([{ id: 's1-salts', value: 131 }]);
  });

  it('puts what cannot be into quarantine with its reason, and keeps the rest', async () => {
    await broker.sendRecords('lab_results', [
      { ...result, id: 's2', value: 'clear' },
      { ...result, id: 's3' },
    ]);
    await expect.poll(results, LONG).toContainEqual({ id: 's3', value: 120 });
    await expect.poll(refused, LONG).toHaveLength(1);
    const client = await connectAsync(broker.url);
    const row = { timestamp: '2026-04-01T01:00:00Z', well_id: 'esp-301', sensor_type: 'intake_pressure', value: 5_000 };
    await client.publishAsync('oil/tms', JSON.stringify([row]), { qos: 1 });
    await client.endAsync();
    await expect.poll(async () => (await refused()).length, LONG).toBe(2);
    expect((await tms())['esp-301 intake_pressure']).toHaveLength(2);
  });

  it('takes the same records over REST and the example files as they stand in the README', async () => {
    const token = { authorization: `Bearer ${fixture.token}` };
    const posted = await fixture.post('/api/v1/records/lab_results', JSON.stringify([{ ...result, id: 's4' }]), {
      'content-type': 'application/json',
    });
    expect(posted.status).toBe(200);
    for (const [name, file] of [
      ['oil-wells-long', 'telemetry-long.csv'],
      ['oil-wells-lab', 'laboratory.csv'],
    ] as const) {
      const mapping = await readFile(`${here}examples/${name}.mapping.yaml`, 'utf8');
      const kept = await fetch(`${fixture.ingestor.url}/api/v1/file-mappings/${name}`, {
        method: 'PUT',
        headers: token,
        body: mapping,
      });
      expect(kept.ok, await kept.text()).toBe(true);
      const sent = await fixture.post(
        `/api/v1/files?name=${file}&mapping=${name}&wait=30`,
        await readFile(`${here}examples/${file}`, 'utf8'),
      );
      expect(await sent.json()).toMatchObject({ state: 'done', rowsRefused: 0 });
    }
    expect(await results()).toContainEqual({ id: 'L-4711-salts', value: 142 });
    expect((await tms())['esp-307 motor_temperature']).toEqual([104.2, 104.6]);
  });
});
