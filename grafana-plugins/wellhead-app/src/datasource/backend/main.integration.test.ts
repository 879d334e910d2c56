import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MS_PER_DAY, batchOf, nsFromMs, seriesOf } from '@wellhead/contracts';
import { hostPlugin } from '@wellhead/backend-sdk/testing/fake-host';
import { connectPlugin, type PluginClient } from '@wellhead/backend-sdk/testing/plugin-client';
import { installPack, openInfluxStore } from '@wellhead/stores';
import { openPluginLog } from '@wellhead/backend-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../../stores/testing/database.js';
import { examplePack } from '../../../../../stores/testing/example-pack.js';
import { startTestInflux } from '../../../../../stores/testing/influx.js';

const start = (env: Record<string, string>) =>
  hostPlugin({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./main.ts', import.meta.url))],
    env,
  });

it('tells a person who starts it by hand what it is and how to run it as a service', async () => {
  const byHand = start({ grafana_plugin_type: 'panel' });
  await expect(byHand).rejects.toThrow('ended with 1');
  await expect(byHand).rejects.toThrow('Grafana starts it with grafana_plugin_type=datasource in its environment');
  await expect(byHand).rejects.toThrow('(here it is "panel")');
  await expect(byHand).rejects.toThrow('set WELLHEAD_PLUGIN_PORT=8091');
});

it('tells every setting that is missing or wrong, and nothing on stdout', async () => {
  const unset = start({ grafana_plugin_type: 'datasource', GF_PLUGIN_INFLUX_URL: 'influx', INFLUX_TOKEN: 'secret' });
  await expect(unset).rejects.toThrow('DATABASE_URL is not set; ');
  await expect(unset).rejects.toThrow('INFLUX_URL is “influx”');
  await expect(unset).rejects.not.toThrow('secret');
});

it('says in a sentence that Postgres cannot be reached', async () => {
  const alone = start({
    WELLHEAD_PLUGIN_PORT: '0',
    DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:1/none',
    INFLUX_URL: 'http://127.0.0.1:1',
    INFLUX_TOKEN: 't',
  });
  await expect(alone).rejects.toThrow('The backend cannot run: Postgres at 127.0.0.1:1 cannot be reached');
  await expect(alone).rejects.not.toThrow(/hidden|    at /);
});

const influx = await startTestInflux();
if ('missing' in influx && process.env['CI'] === 'true') throw new Error(influx.missing);
if ('missing' in influx) console.log(`skipped: the backend's process on real stores, ${influx.missing}`);

describe.skipIf('missing' in influx)("the backend's process on a real Postgres and InfluxDB", () => {
  if ('missing' in influx) return;
  const nowMs = Date.now();
  const timeRange = { fromEpochMS: nowMs - MS_PER_DAY, toEpochMS: nowMs };
  const json = Buffer.from('{"assets":["well-101"],"signals":["esp.temperature"],"aggregate":"raw"}');
  const query = { refId: 'A', queryType: 'telemetry', json, timeRange, intervalMS: 60_000, maxDataPoints: 100 };
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await openTestDatabase({ packs: [examplePack] });
    await installPack(database.pool, examplePack);
    const { url, token, org, bucket } = influx;
    const store = await openInfluxStore({ url, token, org, bucket, log: openPluginLog({ level: 'silent' }) });
    const series = seriesOf('esp', { asset: 'well-101' }, 'temperature', 'float');
    await store.write(batchOf([{ series, timeNs: nsFromMs(nowMs - 60_000), value: 82.5 }]));
    await store.close();
    env = { DATABASE_URL: database.url, INFLUX_URL: url, INFLUX_TOKEN: token, INFLUX_ORG: org, INFLUX_BUCKET: bucket };
  });
  afterAll(async () => {
    await database.close();
    await influx.close();
  });
  const valuesSeenBy = async (client: PluginClient) => {
    const { A } = await client.query({ queries: [query] });
    return [A?.error, A?.frames[0]?.fields[1]?.values];
  };

  it('is started by Grafana with what grafana.ini says, answers, and ends when told', async () => {
    const handed = Object.fromEntries(Object.entries(env).map(([name, value]) => [`GF_PLUGIN_${name}`, value]));
    const hosted = await start({ ...handed, grafana_plugin_type: 'datasource' });
    expect(await hosted.client.checkHealth()).toMatchObject({ status: 'OK' });
    expect(await valuesSeenBy(hosted.client)).toEqual(['', Float64Array.from([82.5])]);
    await hosted.client.shutdown();
    expect(await hosted.ended).toEqual({ code: 0, signal: null });
    await hosted.close();
  });

  it('runs as a service with a gRPC port and an HTTP port, and ends cleanly on SIGTERM', async () => {
    const ports = await Promise.all([freePort(), freePort()]);
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main], {
      env: { ...env, WELLHEAD_PLUGIN_PORT: String(ports[0]), WELLHEAD_HTTP_PORT: String(ports[1]) },
      stdio: ['ignore', 'inherit', 'ignore'],
    });
    const ended = once(child, 'exit');
    const ready = async (): Promise<number> =>
      fetch(`http://127.0.0.1:${ports[1]}/readyz`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 45_000 }).toBe(200);
    const client = connectPlugin(`127.0.0.1:${ports[0]}`);
    expect(await valuesSeenBy(client)).toEqual(['', Float64Array.from([82.5])]);
    client.close();
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
