import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { hostPlugin, type HostedPlugin } from '../testing/fake-host.js';
import { EVERY_TYPE } from '../testing/test-data-source.js';

const PLUGIN = {
  command: process.execPath,
  args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('../testing/test-plugin.ts', import.meta.url))],
};
const GRAFANA_ENV = { grafana_plugin_type: 'datasource', PATH: process.env['PATH'] ?? '' };
const timeRange = { fromEpochMS: 1_000, toEpochMS: 2_000 };

describe('a plugin executable, started as Grafana starts it', () => {
  const hosted: HostedPlugin[] = [];
  const start = async (): Promise<HostedPlugin> => {
    const plugin = await hostPlugin({ ...PLUGIN, env: GRAFANA_ENV });
    hosted.push(plugin);
    return plugin;
  };
  afterEach(async () => {
    for (const plugin of hosted.splice(0)) await plugin.close();
  });

  it('says where it listens, answers the health check and a query, and ends when told', async () => {
    const { handshake, client, ended, logLines } = await start();
    expect(handshake).toMatch(/^1\|2\|tcp\|127\.0\.0\.1:\d+\|grpc$/);
    expect(await client.ping()).toBe('SERVING');
    const { A } = await client.query({ queries: [{ refId: 'A', queryType: 'every-type', timeRange }] });
    expect(A?.error).toBe('');
    expect(A?.frames[0]?.fields.map((field) => field.name)).toEqual(EVERY_TYPE.fields.map((field) => field.name));
    await client.shutdown();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(logLines.at(-1) ?? '')).toMatchObject({ '@level': 'info', '@message': 'backend stopped' });
  });

  it('ends cleanly on SIGTERM', async () => {
    const { pid, ended } = await start();
    process.kill(pid, 'SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('says why when it was not started by Grafana', async () => {
    const outcome = hostPlugin({ ...PLUGIN, env: { PATH: process.env['PATH'] ?? '' } });
    await expect(outcome).rejects.toThrow(/ended with 1 .*Grafana starts it, with grafana_plugin_type=datasource/s);
  });

  it('ends when the host is killed and can say nothing', async () => {
    const shell = spawn('/bin/sh', ['-c', '"$0" "$@" 3>&- & wait', PLUGIN.command, ...PLUGIN.args], {
      env: GRAFANA_ENV,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    expect(String(line)).toContain('|grpc');
    shell.kill('SIGKILL');
    // The plugin holds the other end of the pipe: it closes when the plugin has ended.
    await once(shell.stdout, 'close');
  });
});
