import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPluginLog, readArrowFrame, serveDataSource, type ServedDataSource } from '@wellhead/backend-sdk';
import type { WireCheckHealthResponse, WireQueryDataResponse } from '@wellhead/backend-sdk/protocol/messages';
import { services } from '@wellhead/backend-sdk/protocol/services';
import { hostPlugin, type HostedPlugin } from '@wellhead/backend-sdk/testing/fake-host';
import { buildGoPluginHost, runGoPluginHost, type BuiltHost } from '@wellhead/backend-sdk/testing/go-plugin-host';
import { testDataSource } from '@wellhead/backend-sdk/testing/test-data-source';

const LOCATOR = fileURLToPath(new URL('./locator.sh', import.meta.url));
/** Debian's sh has no way of its own to look at a port, as the one of Grafana's image. */
const SHELL = '/bin/sh';
const ENV = { grafana_plugin_type: 'datasource', GF_PLUGIN_LOOK_EVERY_SECONDS: '0.1' };
const CHECKERS = ['nc', 'wget', 'curl', 'bash'];
const commandPath = (name: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/local/bin'].map((dir) => join(dir, name)).find(existsSync);

let folder: string;
let locator: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellhead-locator-'));
  locator = join(folder, 'gpx_wellhead_linux_amd64');
  await copyFile(LOCATOR, locator);
  await chmod(locator, 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

describe('where the locator says the backend is', () => {
  const handshake = async (env: Record<string, string>): Promise<string> => {
    const hosted = await hostPlugin({ command: SHELL, args: [locator], env: { ...ENV, ...env } });
    await hosted.close();
    return hosted.handshake;
  };
  const write = (text: string): Promise<void> => writeFile(join(folder, 'backend.address'), text);

  it('is the file beside it first, with or without a line end', async () => {
    await write('backend:9000\n');
    expect(await handshake({ GF_PLUGIN_ADDRESS: 'other:1' })).toBe('1|2|tcp|backend:9000|grpc');
    await write('backend.wells.example:9000');
    expect(await handshake({})).toBe('1|2|tcp|backend.wells.example:9000|grpc');
    await write('  [::1]:9000 \r\n');
    expect(await handshake({})).toBe('1|2|tcp|[::1]:9000|grpc');
  });

  it("is Grafana's configuration next, and this machine last", async () => {
    expect(await handshake({ GF_PLUGIN_ADDRESS: 'backend:8091' })).toBe('1|2|tcp|backend:8091|grpc');
    expect(await handshake({})).toBe('1|2|tcp|127.0.0.1:8091|grpc');
    await write('');
    expect(await handshake({})).toBe('1|2|tcp|127.0.0.1:8091|grpc');
  });

  it.each(['backend', 'backend:', ':8091', 'backend:80x', 'a|b:1', 'two words:1'])(
    'is refused with a sentence when it is %s',
    async (address) => {
      await write(`${address}\n`);
      await expect(handshake({})).rejects.toThrow(`ended with 1`);
      await expect(handshake({})).rejects.toThrow(`is "${address}"; expected host:port`);
    },
  );

  it('is not told to a person who runs it by hand', async () => {
    const byHand = hostPlugin({ command: SHELL, args: [locator], env: {} });
    await expect(byHand).rejects.toThrow(/ended with 1.*Grafana starts it/s);
  });
});

describe('the life of a locator', () => {
  let backend: Server;
  let port: number;
  let hosted: HostedPlugin | undefined;
  beforeEach(async () => {
    // Hangs up without an answer: a checker of HTTP must take that for a backend that is there.
    backend = createServer((socket) => socket.destroy());
    await once(backend.listen(0, '127.0.0.1'), 'listening');
    port = (backend.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await hosted?.close();
    hosted = undefined;
    if (backend.listening) await new Promise((resolve) => backend.close(resolve));
  });
  const start = (env: Record<string, string>): Promise<HostedPlugin> =>
    hostPlugin({ command: SHELL, args: [locator], env: { ...ENV, GF_PLUGIN_ADDRESS: `127.0.0.1:${port}`, ...env } });
  const logged = async (plugin: HostedPlugin, text: string): Promise<void> => {
    await expect.poll(() => plugin.logLines.join('\n'), { timeout: 20_000 }).toContain(text);
  };
  /** A PATH with sleep and one checker alone. */
  async function pathWith(...names: string[]): Promise<string> {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const name of ['sleep', ...names]) {
      const path = commandPath(name);
      if (path) await symlink(path, join(bin, name));
    }
    return bin;
  }

  for (const checker of CHECKERS) {
    const path = commandPath(checker);
    if (!path) console.log(`skipped: the locator with ${checker}, which is not installed here`);
    it.skipIf(!path)(`stays while ${checker} sees the backend, and ends when it is gone`, async () => {
      hosted = await start({ PATH: await pathWith(checker) });
      await logged(hosted, `backend seen by ${checker}`);
      await new Promise((resolve) => backend.close(resolve));
      expect(await hosted.ended).toEqual({ code: 0, signal: null });
      expect(JSON.parse(hosted.logLines.at(-1) ?? '')).toMatchObject({ '@level': 'warn' });
    });
  }

  it('speaks at once and waits for a backend that is not there yet', async () => {
    await new Promise((resolve) => backend.close(resolve));
    hosted = await start({ PATH: process.env['PATH'] ?? '' });
    expect(hosted.handshake).toBe(`1|2|tcp|127.0.0.1:${port}|grpc`);
    await once(backend.listen(port, '127.0.0.1'), 'listening');
    await logged(hosted, 'backend seen by');
  });

  it('just stays where there is nothing to look with, and ends on SIGTERM', async () => {
    const bin = await pathWith();
    const pauses = join(folder, 'pauses');
    await rm(join(bin, 'sleep'));
    await writeFile(join(bin, 'sleep'), `#!/bin/sh\necho pause >>"${pauses}"\nexec /bin/sleep "$1"\n`, { mode: 0o755 });
    hosted = await start({ PATH: bin });
    await new Promise((resolve) => backend.close(resolve));
    const seen = async (): Promise<number> => (await readFile(pauses, 'utf8').catch(() => '')).split('\n').length - 1;
    await expect.poll(seen, { timeout: 20_000 }).toBeGreaterThan(4);
    process.kill(hosted.pid, 'SIGTERM');
    expect(await hosted.ended).toEqual({ code: 0, signal: null });
    expect(hosted.logLines).toEqual([]);
  });
});

const built = await buildGoPluginHost();
if ('missing' in built) console.log(`skipped: the locator under the real go-plugin, ${built.missing}`);

describe.skipIf('missing' in built)('a backend behind the locator, under the real go-plugin', () => {
  const { binary } = built as BuiltHost;
  const log = openPluginLog({ level: 'silent' });
  let backend: ServedDataSource;
  const serve = (address: string): Promise<ServedDataSource> =>
    serveDataSource({ handlers: testDataSource(), address, ownProcess: false, log, graceMs: 100 });
  beforeAll(() => () => (built as BuiltHost).remove());

  it('answers through it, outlives the host, and is found again after it was restarted', async () => {
    backend = await serve('127.0.0.1:0');
    const env = { ...ENV, GF_PLUGIN_ADDRESS: backend.address, PATH: process.env['PATH'] ?? '' };
    const logLines: string[] = [];
    const host = runGoPluginHost(binary, (line) => logLines.push(line));
    const health = services.diagnostics['CheckHealth'];
    const wellAnswered = { status: 'ERROR', message: 'The store is away.' };

    const started = await host.start(locator, env);
    expect(started.negotiated).toBe(2);
    await host.ping();
    expect((await host.invoke<WireCheckHealthResponse>(health, {})).reply).toMatchObject(wellAnswered);

    const timeRange = { fromEpochMS: 1, toEpochMS: 2 };
    const queries = [{ refId: 'A', queryType: 'every-type', timeRange }];
    const { reply } = await host.invoke<WireQueryDataResponse>(services.data['QueryData'], { queries });
    const [frame] = reply.responses['A']?.frames ?? [];
    expect(readArrowFrame(frame ?? new Uint8Array()).name).toBe('every type');

    await expect.poll(() => logLines.join('\n'), { timeout: 20_000 }).toContain('backend seen by');
    await backend.close();
    // What Grafana looks at each second before it starts a plugin again.
    await expect.poll(() => host.exited(), { timeout: 20_000 }).toBe(true);
    backend = await serve(backend.address);
    await host.start(locator, env);
    await host.ping();
    expect((await host.invoke<WireCheckHealthResponse>(health, {})).reply).toMatchObject(wellAnswered);

    expect((await host.kill()).exited).toBe(true);
    await host.close();
    const stillThere = connect(backend.port, '127.0.0.1');
    await once(stillThere, 'connect');
    stillThere.destroy();
    await backend.close();
  });
});
