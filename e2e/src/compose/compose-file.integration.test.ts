import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readEnvironment } from '@wellhead/contracts';
import { forecasterEnvSchema } from '@wellhead/forecaster';
import { cliEnvSchema } from '@wellhead/cli/settings';
import { ingestorEnvSchema, readSources } from '@wellhead/ingestor';
import { pipelinesEnvSchema } from '@wellhead/pipelines';
import { backendEnvSchema } from 'wellhead-app/backend';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { demoEnvSchema } from '../../../standalone/src/demo-config.js';
import { composeFile, composeText, readCompose, variablesOf } from './compose-file.js';

const SECRETS = [
  'WELLHEAD_TOKEN',
  'POSTGRES_PASSWORD',
  'INFLUX_TOKEN',
  'INFLUX_PASSWORD',
  'GRAFANA_PASSWORD',
  'ANALYST_PASSWORD',
];
const secrets = Object.fromEntries(SECRETS.map((name) => [name, `secret-of-${name}`]));
const compose = readCompose(composeText(), secrets);

/** Our own services and the schema of what they read. */
const OURS: Readonly<Record<string, z.ZodObject>> = {
  ingestor: ingestorEnvSchema,
  // The command `wellhead` runs in their container.
  pipelines: pipelinesEnvSchema.extend({ WELLHEAD_URL: cliEnvSchema.shape.WELLHEAD_URL }),
  forecaster: forecasterEnvSchema,
  backend: backendEnvSchema,
  demo: demoEnvSchema,
};

describe('docker-compose.yml', () => {
  it('has the services of the architecture, each healthy before what needs it', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'backend',
      'demo',
      'forecaster',
      'grafana',
      'influxdb',
      'ingestor',
      'kafka',
      'minio',
      'mosquitto',
      'pipelines',
      'postgres',
    ]);
    for (const { depends_on } of Object.values(compose.services))
      for (const [name, { condition, required = true }] of Object.entries(depends_on)) {
        expect(compose.services).toHaveProperty(name);
        expect(condition).toBe('service_healthy');
        // What a profile brings may be absent; whatever is always there must be waited for.
        expect(required).toBe(compose.services[name]?.profiles === undefined);
      }
  });

  it.each(Object.entries(OURS))(
    'gives %s an environment that its schema accepts, and nothing that it does not read',
    (name, schema) => {
      const { environment } = compose.services[name] ?? { environment: {} };
      expect(Object.keys(environment).filter((variable) => !(variable in schema.shape))).toEqual([]);
      expect(readEnvironment(schema, environment)).toMatchObject({ kind: 'ok' });
    },
  );

  it('runs our services without rights that they do not need', () => {
    for (const name of Object.keys(OURS))
      expect(compose.services[name]).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        mem_limit: expect.any(String),
      });
    expect(readFileSync('Dockerfile', 'utf8')).toMatch(/USER node/);
  });

  it('refuses to start without its secrets, and has a target in the Dockerfile for every build', () => {
    for (const name of SECRETS) expect(() => readCompose(composeText(), { ...secrets, [name]: '' })).toThrow(name);
    const dockerfile = readFileSync(path.join(path.dirname(composeFile), 'Dockerfile'), 'utf8');
    for (const { build } of Object.values(compose.services))
      if (build) expect(dockerfile).toContain(` AS ${build.target}\n`);
  });

  it('names volumes that exist and publishes ports that are variables', () => {
    for (const { volumes } of Object.values(compose.services))
      for (const volume of volumes) {
        const [name = ''] = volume.split(':');
        if (name.startsWith('./')) expect(existsSync(path.join(path.dirname(composeFile), name)), name).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(name);
      }
    for (const [, port] of composeText().matchAll(/ports: \['([^']+)'\]/g))
      expect(port).toMatch(/\$\{WELLHEAD_\w+_PORT:-\d+\}/);
  });

  it('brings files of sources that the ingestor reads, for the brokers of its profiles', async () => {
    const dir = path.join(path.dirname(composeFile), 'provisioning/sources');
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.yaml'))) {
      const outcome = await readSources(path.join(dir, file), { MQTT_PASSWORD: 'secret' });
      expect(outcome).toMatchObject({ kind: 'ok' });
      const host = /(?:mqtt:\/\/|- )(\w+):\d+/.exec(readFileSync(path.join(dir, file), 'utf8'))?.[1] ?? '';
      expect(compose.services[host]?.profiles).toBeDefined();
    }
  });

  it('names every variable that .env.example offers', () => {
    const offered = readFileSync('.env.example', 'utf8');
    for (const name of variablesOf(composeText())) expect(offered).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  it('is accepted by docker compose, where a client is installed', async (test) => {
    const client = clientOf();
    if (client === undefined) {
      console.log('skipped: docker compose is not installed; the file was checked against our own schema only');
      return test.skip();
    }
    const [command = '', ...args] = client;
    await expect(
      promisify(execFile)(command, [...args, '-f', composeFile, 'config', '--quiet'], {
        env: { ...process.env, ...secrets },
      }),
    ).resolves.toBeDefined();
  });
});

function clientOf(): readonly string[] | undefined {
  for (const client of [['docker', 'compose'], ['docker-compose']])
    try {
      execFileSync(client[0] ?? '', [...client.slice(1), 'version'], { stdio: 'ignore' });
      return client;
    } catch {
      continue;
    }
  return undefined;
}
