import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../../../testing/find-program.js';
import { freePort } from '../../../../testing/mqtt-brokers.js';
import { openIngestorFixture, TEST_TOKEN } from '../../../../testing/ingestor-fixture.js';
import { readSignals } from '../../../../testing/read-signals.js';

const prometheus = findProgram('prometheus');
const missing = 'prometheus is not installed: apt-get install prometheus';
if (prometheus === undefined && process.env['CI'] === 'true') throw new Error(missing);
if (prometheus === undefined) console.log(`skipped: a real Prometheus, ${missing}`);

it.skipIf(prometheus === undefined)('remote write takes everything that a real Prometheus scrapes', async () => {
  const fixture = await openIngestorFixture({
    sources: [
      {
        kind: 'prometheus-remote-write',
        name: 'prometheus',
        assets: [{ labels: { job: 'pump' }, asset: 'well-101' }],
        prefixes: ['watched'],
      },
    ],
  });
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-prometheus-'));
  let scrapes = 0;
  const watched = createServer((_request, response) => {
    scrapes += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`watched_level{tank="north \\"1\\""} 12.5\nwatched_scrapes_total ${scrapes}\nwatched_nothing NaN\n`);
  }).listen(0, '127.0.0.1');
  await once(watched, 'listening');
  const port = await freePort();
  const config = path.join(dir, 'prometheus.yml');
  await writeFile(
    config,
    `global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs:
  - job_name: pump
    static_configs: [{ targets: ['127.0.0.1:${(watched.address() as AddressInfo).port}'] }]
remote_write:
  - url: ${fixture.ingestor.url}/api/v1/write
    authorization: { credentials: ${TEST_TOKEN} }
    queue_config: { batch_send_deadline: 200ms }
`,
  );
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${dir}/tsdb`];
  const child = spawn(prometheus ?? '', [...args, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    const counted = async (): Promise<readonly unknown[]> =>
      (await readSignals(fixture.telemetry, 'watched'))['well-101 scrapes_total'] ?? [];
    await expect.poll(async () => (await counted()).length, { timeout: 40_000 }).toBeGreaterThanOrEqual(3);
    const values = await counted();
    expect(values.slice(0, 3)).toEqual([1, 2, 3]);
    expect(Object.keys(await readSignals(fixture.telemetry, 'watched')).sort()).toEqual([
      'well-101 level',
      'well-101 scrapes_total',
    ]);
    expect((await readSignals(fixture.telemetry, 'up'))['well-101 value']?.[0]).toBe(1);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await new Promise((resolve) => watched.close(resolve));
    await rm(dir, { recursive: true, force: true });
    await fixture.close();
  }
});
