import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import { parseSources } from '@wellhead/ingestor';
import { openFieldBroker, sourcesOf, type FieldBroker } from '@wellhead/packs/oil-wells/demo';
import { loadPack, openJobs, openMemoryStore, type Jobs, type QueryStores } from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { openIngestorFixture, TEST_TOKEN, type IngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { readSignals } from '../../ingestor/testing/read-signals.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const log = pino({ level: 'silent' });
const hasClients = existsSync('/usr/bin/mosquitto_pub') || process.env['CI'] === 'true';
const LONG = { timeout: 30_000 };

/** Blocks of a README that send something. */
async function examplesOf(pack: string): Promise<readonly string[]> {
  const text = await readFile(path.join(root, 'packs', pack, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.filter((block) => /^curl /m.test(block));
}

/** Runs a block as a newcomer would, with our addresses in place of the usual ones. Answers what went wrong, nothing when all went well. */
async function run(
  block: string,
  { url, brokerUrl }: { readonly url: string; readonly brokerUrl?: string | undefined },
) {
  const port = brokerUrl === undefined ? '1883' : new URL(brokerUrl).port;
  const script = [
    'set -euo pipefail',
    'curl() { command curl -sS --fail-with-body "$@"; echo; }',
    hasClients ? '' : 'mosquitto_pub() { :; }',
    block
      .replaceAll('http://127.0.0.1:8090', url)
      .replaceAll('-p 1883', `-p ${port}`)
      .replaceAll(/\$\(node -p "[^\n]*"\)/g, TEST_TOKEN),
  ].join('\n');
  const child = spawn('bash', ['-c', script], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', T: TEST_TOKEN, TOKEN: TEST_TOKEN, WELLHEAD_TOKEN: TEST_TOKEN },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return code === 0 ? undefined : `code ${code}: ${said}`;
}

describe('the examples in the README of', () => {
  let fixture: IngestorFixture;
  let broker: FieldBroker | undefined;
  let jobs: Jobs;

  async function open(pack: string): Promise<void> {
    broker = pack === 'oil-wells' ? await openFieldBroker('127.0.0.1', 0) : undefined;
    const sources = parseSources(broker === undefined ? [] : sourcesOf(broker.url), 'test', {});
    if (sources.kind === 'faults') throw new Error(sources.faults.join('\n'));
    const telemetry = openMemoryStore();
    let stores: QueryStores;
    fixture = await openIngestorFixture({
      telemetry,
      packs: [await loadPack(path.join(root, 'packs', pack))],
      sources: sources.sources,
      prepare: async (pool) => {
        stores = { telemetry, pool, readOnlyPool: pool };
        jobs = await openJobs(String(pool.options.connectionString), log);
      },
      extend: (app) => {
        app.use('/api/v1', createApi({ stores, jobs, log, clock: Date.now, token: TEST_TOKEN }));
      },
    });
    await expect.poll(() => fixture.ingestor.sources.every(({ isConnected }) => isConnected), LONG).toBe(true);
  }
  afterEach(async () => {
    await fixture.close();
    await jobs.close();
    await broker?.close();
  });

  async function runAll(pack: string): Promise<void> {
    const blocks = await examplesOf(pack);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks)
      expect(await run(block, { url: fixture.ingestor.url, brokerUrl: broker?.url })).toBeUndefined();
    await fixture.ingestor.drained();
  }
  const rowsOf = async (query: string): Promise<unknown[]> => {
    await fixture.ingestor.drained();
    return (await fixture.database.pool.query(query)).rows;
  };

  it('oil-wells send telemetry and records by REST, MQTT, CSV and XLSX', async () => {
    if (!hasClients)
      console.log('without mosquitto_pub (apt-get install mosquitto-clients) its two lines are left out');
    await open('oil-wells');
    await runAll('oil-wells');
    const tms = await readSignals(fixture.telemetry, 'tms');
    expect(Object.keys(tms)).toEqual(expect.arrayContaining(['esp-301 motor_temperature', 'esp-301 current']));
    expect(await rowsOf("select value from ods.lab_results where id = 'L-1'")).toEqual([{ value: 120 }]);
    expect((await rowsOf("select id from ods.lab_results where id <> 'L-1'")).length).toBeGreaterThan(0);
    if (hasClients)
      await expect
        .poll(() => rowsOf("select text from ods.well_events where id = 'e-1'"), LONG)
        .toEqual([{ text: 'Choke to 8 mm' }]);
  });

  it('fuel-quality send a tag, a result and a batch, map a tag and get values back', async () => {
    await open('fuel-quality');
    await runAll('fuel-quality');
    expect(await rowsOf("select value from ods.laboratory_results where sample_id = 'S-1'")).toEqual([{ value: 95.4 }]);
    expect(await rowsOf("select quantity_t from ods.batches where batch = 'B-9001'")).toEqual([{ quantity_t: 26 }]);
    expect(await readSignals(fixture.telemetry, 'quality')).toHaveProperty(['tank-101 octane_ron']);
  });

  it('delivery send an order and its delivery', async () => {
    await open('delivery');
    await runAll('delivery');
    expect(
      await rowsOf(
        'select o.order_type, d.performer_id from ods.orders o join ods.deliveries d on d.pipeline_id = o.id',
      ),
    ).toEqual([{ order_type: 'express', performer_id: '3' }]);
  });

  it('retail-sales send an order line', async () => {
    await open('retail-sales');
    await runAll('retail-sales');
    expect(await rowsOf('select sales from stg.orders')).toHaveLength(1);
  });

  it('market-data send what an exchange tells of one day', async () => {
    await open('market-data');
    await runAll('market-data');
    expect(await readSignals(fixture.telemetry, 'market')).toHaveProperty(['exchange file_rows']);
  });
});
