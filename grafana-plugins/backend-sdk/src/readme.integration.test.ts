import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostPlugin } from '../testing/fake-host.js';

const EXAMPLE = fileURLToPath(new URL('../testing/example-plugin.ts', import.meta.url));

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
/** What a fenced block of the README holds, without its fence. */
const block = (start: string): string => README.slice(README.indexOf(start)).split('```')[0] ?? '';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellhead-example-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('shows the very example that is run here', () => {
  expect(README).toContain(`\`\`\`ts\n${readFileSync(EXAMPLE, 'utf8')}\`\`\``);
});

it('has an example that answers as it says', async () => {
  const banner = /--banner:js="(.*)"/.exec(README)?.[1] ?? '';
  await build({
    entryPoints: [EXAMPLE],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile: join(folder, 'backend.mjs'),
    banner: { js: banner },
    logLevel: 'error',
  });
  const executable = join(folder, 'gpx_waves_linux_amd64');
  writeFileSync(executable, block('#!/bin/sh'));
  chmodSync(executable, 0o755);
  const hosted = await hostPlugin({
    command: executable,
    env: { grafana_plugin_type: 'datasource', PATH: dirname(process.execPath) },
  });
  const timeRange = { fromEpochMS: 0, toEpochMS: 3_600_000 };
  const ask = (refId: string, json: string) => ({
    refId,
    queryType: '',
    maxDataPoints: 4,
    timeRange,
    json: Buffer.from(json),
  });
  const { A, B, C } = await hosted.client.query({
    queries: [ask('A', '{"amplitude":2}'), ask('B', '{"amplitude":"high"}'), ask('C', 'no JSON')],
  });
  expect(A?.frames[0]?.fields[0]?.values).toEqual(
    BigInt64Array.from([0n, 900n, 1_800n, 2_700n].map((s) => s * 10n ** 9n)),
  );
  expect(A?.frames[0]?.fields[1]).toMatchObject({ labels: { wave: 'sine' } });
  expect(B).toMatchObject({ status: 400, error: 'The amplitude is not a number.' });
  expect(C).toMatchObject({ status: 500, errorSource: 'plugin' });
  expect(await hosted.client.checkHealth()).toMatchObject({ status: 'OK', message: 'Waves are rolling.' });
  await hosted.client.shutdown();
  expect(await hosted.ended).toMatchObject({ code: 0 });
  await hosted.close();
});
