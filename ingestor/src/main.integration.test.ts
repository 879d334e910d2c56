import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPack, listQuarantine, openInfluxStore, type TelemetryStore } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../stores/testing/database.js';
import { examplePack } from '../../stores/testing/example-pack.js';
import { startTestInflux } from '../../stores/testing/influx.js';

const TOKEN = 'token-of-the-service-test';
const influx = await startTestInflux();
if ('missing' in influx && process.env['CI'] === 'true') throw new Error(influx.missing);
if ('missing' in influx) console.log(`skipped: the ingestor's process on InfluxDB, ${influx.missing}`);

describe.skipIf('missing' in influx)("the ingestor's process on a real Postgres and InfluxDB", () => {
  if ('missing' in influx) return;
  let database: TestDatabase;
  let store: TelemetryStore;
  let dir: string;
  beforeAll(async () => {
    database = await openTestDatabase({ packs: [examplePack] });
    await installPack(database.pool, examplePack);
    store = await openInfluxStore(influx);
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-ingestor-service-'));
  });
  afterAll(async () => {
    await store.close();
    await database.close();
    await influx.close();
    await rm(dir, { recursive: true, force: true });
  });

  const start = async () => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./main.ts', import.meta.url))],
      {
        env: {
          DATABASE_URL: database.url,
          INFLUX_URL: influx.url,
          INFLUX_TOKEN: influx.token,
          INFLUX_ORG: influx.org,
          INFLUX_BUCKET: influx.bucket,
          WELLHEAD_HOST: '127.0.0.1',
          WELLHEAD_HTTP_PORT: String(port),
          WELLHEAD_DATA_DIR: dir,
          WELLHEAD_TOKEN: TOKEN,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const ended = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    const ready = (): Promise<unknown> =>
      fetch(`${url}/readyz`).then(
        async (response) => [response.status, await response.json()],
        () => 'no answer',
      );
    await expect.poll(ready, { timeout: 45_000 }).toMatchObject([200, { status: 'pass' }]);
    return {
      post: async (to: string, body: string) => {
        const response = await fetch(`${url}${to}`, {
          method: 'POST',
          headers: { authorization: `Token ${TOKEN}` },
          body,
        });
        return { status: response.status, body: await response.text() };
      },
      stop: async () => {
        child.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);
      },
    };
  };
  const write = `/api/v2/write?bucket=${influx.bucket}&precision=s`;
  const stored = async (field: string): Promise<unknown> =>
    (
      await store.read({
        selector: { measurement: 'pump', field },
        fromNs: 0n,
        toNs: 2n ** 61n,
        shape: { kind: 'raw' },
      })
    ).map(({ values }) => [...values]);

  it('delivers telemetry and records, quarantines what InfluxDB refuses, and goes on where it stopped', async () => {
    const first = await start();
    const lines = [1, 2, 3].map(
      (row) => `pump,asset=well-101 rate=${row}.5,starts=${row}i,on=true,note="n ${row}" 170000000${row}`,
    );
    expect(await first.post(write, lines.join('\n'))).toMatchObject({ status: 204 });
    expect(await first.post(write, 'pump,asset=well-101 rate=9 1700000009\npump rate=')).toMatchObject({ status: 400 });
    await first.post(write, 'count,asset=well-101 total=18446744073709551615u 1700000001');
    const samples = [{ sample_id: 1, taken_on: '2026-03-01', value: 7 }];
    expect(await first.post('/api/v1/records/lab_results', JSON.stringify(samples))).toMatchObject({ status: 200 });
    await expect.poll(() => stored('rate'), { timeout: 30_000 }).toEqual([[1.5, 2.5, 3.5, 9]]);
    expect(await stored('starts')).toEqual([[1n, 2n, 3n]]);
    expect(await stored('note')).toEqual([['n 1', 'n 2', 'n 3']]);
    const refusedBy = async (): Promise<string[]> =>
      (await listQuarantine(database.pool)).map((row) => row.refusedBy).sort();
    const refusals = store.capabilities.unsigned ? 1 : 2;
    await expect.poll(refusedBy, { timeout: 30_000 }).toHaveLength(refusals);
    expect(await store.count({ measurement: 'count' })).toBe(store.capabilities.unsigned ? 1 : 0);
    const lab = 'select sample_id::int as id, value::float8 as value from stg.lab_results order by 1';
    await expect
      .poll(async () => (await database.pool.query(lab)).rows, { timeout: 30_000 })
      .toEqual([{ id: 1, value: 7 }]);
    await first.stop();

    const second = await start();
    expect(await second.post(write, 'pump,asset=well-101 rate=10 1700000010')).toMatchObject({ status: 204 });
    await expect.poll(() => stored('rate'), { timeout: 30_000 }).toEqual([[1.5, 2.5, 3.5, 9, 10]]);
    expect(await refusedBy()).toHaveLength(refusals);
    await second.stop();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
