import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { hasMosquitto } from '../../../ingestor/testing/mqtt-brokers.js';
import { freePort } from '../../../standalone/testing/standalone-process.js';
import { composeText, readCompose } from './compose-file.js';

const canRun = hasMosquitto() || process.env.CI === 'true';
if (!canRun) console.log('skipped: mosquitto is not installed, so the commands of its profile were not run');

const secrets = { WELLHEAD_TOKEN: 't', POSTGRES_PASSWORD: 'p', INFLUX_TOKEN: 'i', INFLUX_PASSWORD: 'i' };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it.skipIf(!canRun)('starts mosquitto and finds it healthy by the commands of its profile', async () => {
  const { services } = readCompose(composeText(), { ...secrets, GRAFANA_PASSWORD: 'g', ANALYST_PASSWORD: 'a' });
  const { command = [], healthcheck } = services['mosquitto'] ?? { healthcheck: { test: ['CMD'] } };
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-mosquitto-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  const port = await freePort();
  // What compose makes of a text that is no variable of its own.
  const script = (text: string): string =>
    text
      .replaceAll('$$', '$')
      .replaceAll('/mosquitto/data', dir)
      .replaceAll('listener 1883', `listener ${port} 127.0.0.1`);
  // As in its image it is no root.
  const user = process.getuid?.() === 0 ? userOf('mosquitto') : undefined;
  if (user) await chown(dir, user.uid, user.gid);
  await chmod(dir, 0o755);
  const env = { ...process.env, MQTT_PASSWORD: 'a secret with spaces', PATH: `${process.env['PATH']}:/usr/sbin` };
  const [shell = 'sh', ...args] = command.map(script);
  const broker = spawn(shell, args, { env, ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  broker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  closers.push(async () => {
    const ended = once(broker, 'exit');
    if (broker.exitCode === null && broker.kill()) await ended;
  });
  const isHealthy = async (password: string): Promise<boolean> => {
    const look = script(healthcheck.test[1] ?? '').replace('mosquitto_sub', `mosquitto_sub -h 127.0.0.1 -p ${port}`);
    const child = spawn('sh', ['-c', look], { env: { ...env, MQTT_PASSWORD: password }, stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    return code === 0;
  };
  await expect.poll(() => isHealthy(env.MQTT_PASSWORD), { timeout: 30_000, message: said }).toBe(true);
  expect(await isHealthy('another')).toBe(false);
});

function userOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (what: string): number => Number(execFileSync('id', [what, name]).toString());
  return { uid: id('-u'), gid: id('-g') };
}
