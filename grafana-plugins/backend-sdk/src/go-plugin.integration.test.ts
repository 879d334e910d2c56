import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGoPluginHost, runGoPluginHost, type BuiltHost } from '../testing/go-plugin-host.js';
import { EVERY_TYPE } from '../testing/test-data-source.js';
import { readArrowFrame } from './frames/read-arrow-frame.js';
import type { WireCheckHealthResponse, WireQueryDataResponse, WireStreamPacket } from './protocol/messages.js';
import { services } from './protocol/services.js';

const built = await buildGoPluginHost();
if ('missing' in built) console.log(`skipped: plugins under the real go-plugin, ${built.missing}`);

describe.skipIf('missing' in built)('a plugin executable under the real go-plugin', () => {
  const { binary, remove } = built as BuiltHost;
  let folder: string;
  let executable: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wellhead-plugin-'));
    executable = join(folder, 'gpx_test');
    const plugin = fileURLToPath(new URL('../testing/test-plugin.ts', import.meta.url));
    const command = `exec "${process.execPath}" --import "${import.meta.resolve('tsx')}" "${plugin}"`;
    await writeFile(executable, `#!/bin/sh\n${command}\n`);
    await chmod(executable, 0o755);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await remove();
  });

  it('starts, answers pings, queries, health checks and channels, has its log read, and ends when told', async () => {
    const log: string[] = [];
    const host = runGoPluginHost(binary, (line) => log.push(line));
    const started = await host.start(executable, { grafana_plugin_type: 'datasource' });
    expect(started.negotiated).toBe(2);
    await host.ping();

    const health = await host.invoke<WireCheckHealthResponse>(services.diagnostics['CheckHealth'], {});
    expect(health.reply).toMatchObject({ status: 'ERROR', message: 'The store is away.' });

    const timeRange = { fromEpochMS: 1, toEpochMS: 2 };
    const request = { queries: [{ refId: 'A', queryType: 'every-type', timeRange }] };
    const answer = await host.invoke<WireQueryDataResponse>(services.data['QueryData'], request);
    const [bytes] = answer.reply.responses['A']?.frames ?? [];
    expect(readArrowFrame(bytes ?? new Uint8Array()).fields).toHaveLength(EVERY_TYPE.fields.length);

    const packets = await host.stream<WireStreamPacket>(services.stream['RunStream'], { path: 'live/x' }, 2);
    expect(packets.map(({ data }) => Buffer.from(data).toString())).toEqual(['{"n":1}', '{"n":2}']);
    // Answers after the channel was left: its teardown was logged before the process ended.
    const killed = await host.kill();
    expect(killed.exited).toBe(true);
    // Without Shutdown go-plugin waits two seconds and kills.
    expect(log.join('\n')).not.toContain('did not exit gracefully');
    expect(log.join('\n')).not.toContain('plugin failed to exit gracefully');
    expect(log.map((line) => JSON.parse(line)['@message'] as string)).toContain('backend started');
    expect(log.join('\n')).toContain('live/x torn down');
    await host.close();
  });

  it('is refused without the variable that Grafana sets', async () => {
    const log: string[] = [];
    const host = runGoPluginHost(binary, (line) => log.push(line));
    // go-plugin sets the variable itself; the last of two wins.
    const shell = join(folder, 'gpx_without');
    await writeFile(shell, `#!/bin/sh\nunset grafana_plugin_type\nexec "${executable}"\n`);
    await chmod(shell, 0o755);
    // Whichever go-plugin notices first: that it ended, or that it said nothing.
    await expect(host.start(shell, {})).rejects.toThrow(/plugin exited before|Unrecognized remote plugin message/);
    expect(log.join('\n')).toContain('Grafana starts it, with grafana_plugin_type=datasource');
    await host.close();
  });
});
