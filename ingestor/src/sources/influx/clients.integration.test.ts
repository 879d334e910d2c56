import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HttpError, InfluxDB, Point } from '@influxdata/influxdb-client';
import type { TelemetryStore } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../../testing/find-program.js';
import {
  type IngestorFixture,
  openIngestorFixture,
  TEST_BUCKET,
  TEST_TOKEN,
} from '../../../testing/ingestor-fixture.js';

const folder = new URL('./testdata/', import.meta.url);
interface Case {
  readonly about: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly repeat?: number;
  };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Readonly<Record<string, unknown>>;
  };
}
const cases = readdirSync(folder).map((name): [string, Case] => [
  name,
  JSON.parse(
    readFileSync(new URL(`${name}/case.json`, folder), 'utf8')
      .replaceAll('{token}', TEST_TOKEN)
      .replaceAll('{basic}', btoa(`someone:${TEST_TOKEN}`)),
  ) as Case,
]);
const telegraf = findProgram('telegraf');
if (telegraf === undefined) console.log('skipped: a real Telegraf, there is no telegraf on the PATH (Debian has none)');

describe("InfluxDB's clients, unmodified", () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ limits: { bodyBytes: 10_000 } });
  });
  afterAll(() => fixture.close());
  const stored = async (store: TelemetryStore, measurement: string) =>
    (await store.read({ selector: { measurement }, fromNs: 0n, toNs: 2n ** 62n, shape: { kind: 'raw' } })).map(
      ({ series, values }) => [series.tags['asset'], series.field, values.length],
    );

  it.each(cases)('are answered as InfluxDB does: %s', async (_name, { request, answer }) => {
    const { method, headers = {}, body, repeat = 1 } = request;
    const response = await fetch(fixture.ingestor.url + request.path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body.repeat(repeat) }),
    });
    expect(response.status).toBe(answer.status);
    expect(Object.fromEntries(response.headers)).toMatchObject(answer.headers);
    const text = await response.text();
    if (answer.body) expect(JSON.parse(text)).toMatchObject(answer.body);
    else expect(text).toBe('');
  });

  it('show the official JavaScript client what was wrong, with code and message', async () => {
    const api = new InfluxDB({ url: fixture.ingestor.url, token: TEST_TOKEN }).getWriteApi('any', TEST_BUCKET, 'ns', {
      maxRetries: 0,
      writeFailed: () => Promise.resolve(),
    });
    const failures: unknown[] = [];
    const write = async (bucket: string, token: string, line: string): Promise<void> => {
      const client = new InfluxDB({ url: fixture.ingestor.url, token }).getWriteApi('any', bucket, 'ns', {
        maxRetries: 0,
        writeFailed: (error) => {
          failures.push(error);
          return Promise.resolve();
        },
      });
      client.writeRecord(line);
      await client.close();
    };
    await write(TEST_BUCKET, 'wrong', 'm v=1');
    await write('other', TEST_TOKEN, 'm v=1');
    await write(TEST_BUCKET, TEST_TOKEN, 'm v=oops');
    expect(failures.map((error) => error instanceof HttpError && [error.statusCode, error.code])).toEqual([
      [401, 'unauthorized'],
      [404, 'not found'],
      [400, 'invalid'],
    ]);
    expect(String(failures[2])).toMatch(/1 of 1 lines was refused.*line 1.*found oops/);
    api.writePoint(new Point('javascript').tag('asset', 'well-101').floatField('pressure', 1));
    await api.close();
    await fixture.ingestor.drained();
    expect(await stored(fixture.telemetry, 'javascript')).toEqual([['well-101', 'pressure', 1]]);
  });

  it.skipIf(telegraf === undefined)('lets Telegraf write through its outputs for InfluxDB 1 and 2', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-telegraf-'));
    const config = path.join(dir, 'telegraf.conf');
    await writeFile(config, telegrafConfig(fixture.ingestor.url));
    const child = spawn(telegraf ?? '', ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    try {
      for (const measurement of ['by_v1', 'by_v2'])
        await expect
          .poll(() => stored(fixture.telemetry, measurement), { timeout: 40_000, message: measurement })
          .toEqual([['pump-station-5', 'pressure', expect.toSatisfy((count: number) => count >= 2)]]);
    } finally {
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    }
    expect(said.split('\n').filter((line) => / [EW]! \[outputs/.test(line))).toEqual([]);
  });
});

/** The sample with its outputs pointed here, both in use, and an input each. */
function telegrafConfig(url: string): string {
  const sample = readFileSync(new URL('telegraf.sample.conf', import.meta.url), 'utf8').replace(/^# (?=\[\[|  )/gm, '');
  const inputs = ['by_v1', 'by_v2'].map(
    (name) => `
[[inputs.mock]]
  metric_name = "${name}"
  [[inputs.mock.constant]]
    name = "pressure"
    value = 12.5`,
  );
  const agent = `[agent]
  interval = "500ms"
  flush_interval = "500ms"
  omit_hostname = true
`;
  return (
    agent +
    sample
      .replace('outputs.influxdb_v2]]', 'outputs.influxdb_v2]]\n  namepass = ["by_v2"]')
      .replace('outputs.influxdb]]', 'outputs.influxdb]]\n  namepass = ["by_v1"]')
      .replaceAll('http://127.0.0.1:8090', url)
      .replaceAll('$WELLHEAD_TOKEN', TEST_TOKEN) +
    inputs.join('')
  );
}
