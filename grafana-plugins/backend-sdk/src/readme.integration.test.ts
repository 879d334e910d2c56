import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { hostPlugin } from '../testing/fake-host.js';

const EXAMPLE = fileURLToPath(new URL('../testing/example-plugin.ts', import.meta.url));

it('shows the very example that is run here', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${readFileSync(EXAMPLE, 'utf8')}\`\`\``);
});

it('has an example that answers as it says', async () => {
  const hosted = await hostPlugin({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), EXAMPLE],
    env: { grafana_plugin_type: 'datasource' },
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
