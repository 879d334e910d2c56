import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORECAST_QUEUE, flowQueue } from '@wellhead/contracts';
import { loadPack, openInfluxStore, openJobs } from '@wellhead/stores';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';
import { startTestInflux, type TestInflux } from '../../stores/testing/influx.js';
import { startTestIngestor } from '../testing/test-ingestor.js';
import { orderLine, startTestShop } from '../testing/test-shop.js';
import { startService } from './start-service.js';

const silent = pino({ level: 'silent' });
const packsDir = fileURLToPath(new URL('../../packs', import.meta.url));

const influx = await startTestInflux();

describe('the pipelines as a service', () => {
  it('says all that is missing in its environment and ends', async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(said).toMatch(/^The pipelines cannot start:/);
    for (const name of ['DATABASE_URL', 'INFLUX_URL', 'INFLUX_TOKEN', 'WELLHEAD_INGEST_URL', 'WELLHEAD_TOKEN']) {
      expect(said).toContain(`${name} is not set`);
    }
    expect(said).not.toContain('    at ');
  });

  if ('missing' in influx) {
    if (process.env.CI === 'true') throw new Error(`InfluxDB is needed in CI: ${influx.missing}`);
    console.log(`the pipelines with InfluxDB: skipped: ${influx.missing}`);
    it.skip(`runs flows on InfluxDB (skipped: ${influx.missing})`, () => undefined);
  } else {
    it('migrates an empty database, is ready, and runs a flow that another process asks for', () => onInflux(influx));
  }
});

async function onInflux(influx: TestInflux): Promise<void> {
  const database = await openTestDatabase({ empty: true });
  const telemetry = await openInfluxStore(influx);
  const shop = await startTestShop();
  const pack = await loadPack(`${packsDir}/retail-sales`);
  const ingestor = await startTestIngestor(database.pool, telemetry, pack.manifest.recordTypes);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wellhead-pipelines-'));
  const service = await startService(
    {
      DATABASE_URL: database.url,
      INFLUX_URL: influx.url,
      INFLUX_TOKEN: influx.token,
      INFLUX_ORG: influx.org,
      INFLUX_BUCKET: influx.bucket,
      WELLHEAD_HOST: '127.0.0.1',
      WELLHEAD_HTTP_PORT: 0,
      WELLHEAD_INGEST_URL: ingestor.url,
      WELLHEAD_TOKEN: 'secret',
      WELLHEAD_PACKS_DIR: packsDir,
      WELLHEAD_PACKS: ['retail-sales'],
      WELLHEAD_FLOW_VARIABLES: { demo_api: shop.url },
      WELLHEAD_DATA_DIR: dataDir,
      S3_BUCKET: 'wellhead',
      S3_REGION: 'us-east-1',
      ANALYST_PASSWORD: undefined,
    },
    silent,
    Date.now,
  );
  const elsewhere = await openJobs(database.url, silent);
  try {
    await elsewhere.work(FORECAST_QUEUE, async () => ({}));
    const ready = await fetch(`http://127.0.0.1:${service.port}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', postgres: 'ok', telemetry: 'ok' }]);

    shop.set('2026-03-09', [orderLine(1, '2026-03-09')]);
    const job = { fromDay: '2026-03-09', toDay: '2026-03-09', reason: 'demand' };
    const outcome = await elsewhere.sendAndWait(flowQueue('retail-daily'), job, { timeoutMs: 40_000 });
    expect(outcome).toMatchObject({
      kind: 'completed',
      output: { state: 'succeeded', after: [{ state: 'succeeded' }] },
    });
    const [reading] = await telemetry.latest({
      measurement: 'sales',
      field: 'amount',
      tags: { asset: ['superstore'] },
    });
    expect(reading?.values[0]).toBe(261.96);

    const metrics = await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text();
    expect(metrics).toContain('wellhead_flow_runs_total{flow="retail-daily",state="succeeded"} 1');
  } finally {
    await elsewhere.close();
    await service.close();
    await ingestor.close();
    await shop.close();
    await telemetry.close();
    await database.close();
    await influx.close();
    rmSync(dataDir, { recursive: true });
  }
}
