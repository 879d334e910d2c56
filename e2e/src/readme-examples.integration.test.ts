import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@wellhead/api';
import { parseSources, readSources, type SourceConfig } from '@wellhead/ingestor';
import { openFieldBroker, sourcesOf, type FieldBroker } from '@wellhead/packs/oil-wells/demo';
import { loadPack, openJobs, openMemoryStore, type Jobs, type QueryStores } from '@wellhead/stores';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { openIngestorFixture, TEST_TOKEN, type IngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { hasKcat, startMockKafka } from '../../ingestor/testing/mock-kafka.js';
import { readSignals } from '../../ingestor/testing/read-signals.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const log = pino({ level: 'silent' });
const hasClients = existsSync('/usr/bin/mosquitto_pub') || process.env['CI'] === 'true';
const canRunKafka = hasKcat() || process.env['CI'] === 'true';
const LONG = { timeout: 30_000 };

/** Blocks of a README. */
async function blocksOf(pack: string, language: 'sh' | 'sql'): Promise<readonly string[]> {
  const text = await readFile(path.join(root, 'packs', pack, 'README.md'), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}
/** Those that send something with this program. */
const sending = async (pack: string, program: 'curl' | 'kcat'): Promise<readonly string[]> =>
  (await blocksOf(pack, 'sh')).filter((block) => new RegExp(`\\b${program} -`).test(block));

/** Runs a block as a newcomer would, with our addresses in place of the usual ones. Answers what went wrong, nothing when all went well. */
async function run(
  block: string,
  {
    url,
    brokerUrl,
    kafka = '',
  }: { readonly url: string; readonly brokerUrl?: string | undefined; readonly kafka?: string | undefined },
) {
  const port = brokerUrl === undefined ? '1883' : new URL(brokerUrl).port;
  const script = [
    'set -euo pipefail',
    'curl() { command curl -sS --fail-with-body "$@"; echo; }',
    hasClients ? '' : 'mosquitto_pub() { :; }',
    block
      .replaceAll('http://127.0.0.1:8090', url)
      .replaceAll('-p 1883', `-p ${port}`)
      .replaceAll('127.0.0.1:9092', kafka)
      .replaceAll(/\$\(node -p "[^\n]*"\)/g, TEST_TOKEN),
  ].join('\n');
  const child = spawn('bash', ['-c', script], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
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

  async function open(pack: string, more: readonly SourceConfig[] = []): Promise<void> {
    broker = pack === 'oil-wells' ? await openFieldBroker('127.0.0.1', 0) : undefined;
    const sources = parseSources(broker === undefined ? [] : sourcesOf(broker.url), 'test', {});
    if (sources.kind === 'faults') throw new Error(sources.faults.join('\n'));
    const telemetry = openMemoryStore();
    let stores: QueryStores;
    fixture = await openIngestorFixture({
      telemetry,
      packs: [await loadPack(path.join(root, 'packs', pack))],
      sources: [...sources.sources, ...more],
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
    const blocks = await sending(pack, 'curl');
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks)
      expect(await run(block, { url: fixture.ingestor.url, brokerUrl: broker?.url })).toBeUndefined();
    expect(await rowsOf('select reason, raw from ops.quarantine')).toEqual([]);
    for (const block of await blocksOf(pack, 'sql')) await rowsOf(block);
  }
  const rowsOf = async (query: string): Promise<unknown[]> => {
    await fixture.ingestor.drained();
    return (await fixture.database.pool.query(query)).rows;
  };

  it('oil-wells send telemetry and records by REST, MQTT, CSV, XLSX and JSON', async () => {
    if (!hasClients)
      console.log('without mosquitto_pub (apt-get install mosquitto-clients) its two lines are left out');
    await open('oil-wells');
    await runAll('oil-wells');
    const tms = await readSignals(fixture.telemetry, 'tms');
    expect(Object.keys(tms)).toEqual(expect.arrayContaining(['esp-301 motor_temperature', 'esp-301 current']));
    expect(await rowsOf("select value from ods.lab_results where id = 'L-1'")).toEqual([{ value: 120 }]);
    const ofFiles = (await rowsOf("select id from ods.lab_results where id <> 'L-1'")) as { id: string }[];
    expect(ofFiles.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['L-4711-density', 'L-4711-salts', 'L-4712-salts']),
    );
    if (hasClients)
      await expect
        .poll(() => rowsOf("select text from ods.well_events where id = 'e-1'"), LONG)
        .toEqual([{ text: 'Choke to 8 mm' }]);
  });

  it.skipIf(!canRunKafka)('oil-wells send telemetry and records over Kafka', LONG, async () => {
    const kafka = await startMockKafka();
    try {
      const read = await readSources(path.join(root, 'packs/oil-wells/examples/kafka.sources.yaml'), {});
      if (read.kind === 'faults') throw new Error(read.faults.join('\n'));
      await open(
        'oil-wells',
        read.sources.map((source) => ({ ...source, brokers: kafka.brokers }) as SourceConfig),
      );
      const blocks = await sending('oil-wells', 'kcat');
      expect(blocks).toHaveLength(1);
      for (const block of blocks)
        expect(await run(block, { url: fixture.ingestor.url, kafka: kafka.brokers[0] })).toBeUndefined();
      await expect
        .poll(() => rowsOf("select text from ods.well_events where id = 'e-2'"), LONG)
        .toEqual([{ text: 'Choke to 9 mm' }]);
      await expect.poll(() => readSignals(fixture.telemetry, 'tms'), LONG).toEqual({ 'esp-301 current': [45.1] });
    } finally {
      await kafka.close();
    }
  });

  it('fuel-quality send a tag, files of values, a result and a batch, map a tag and get values back', async () => {
    await open('fuel-quality');
    await runAll('fuel-quality');
    expect(await rowsOf("select value from ods.laboratory_results where sample_id = 'S-1'")).toEqual([{ value: 95.4 }]);
    expect(await rowsOf("select quantity_t from ods.batches where batch = 'B-9001'")).toEqual([{ quantity_t: 26 }]);
    const quality = await readSignals(fixture.telemetry, 'quality');
    expect(quality['tank-101 octane_ron']).toEqual([95.7, 95.6, 95.5]);
    expect(quality).toMatchObject({ 'tank-101 sulphur': [7.9], 'tank-101 rvp': [57.2] });
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
