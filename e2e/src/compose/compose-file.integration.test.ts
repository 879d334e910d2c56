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
import { parse } from 'yaml';
import { z } from 'zod';
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

/** What we use of Prometheus' configuration. */
const prometheusSchema = z.object({
  scrape_configs: z.array(z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) })),
  remote_write: z.array(z.object({ url: z.string() })),
});

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
      'prometheus',
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
      const unread = Object.keys(environment).filter((variable) => !(variable in schema.shape));
      expect(unread.filter((variable) => variable !== 'NODE_EXTRA_CA_CERTS')).toEqual([]);
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

  it('has every broker and store of a profile healthy before the source that takes from it', () => {
    const ofProfiles = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
    expect(ofProfiles.map(([name]) => name).sort()).toEqual(['kafka', 'minio', 'mosquitto', 'prometheus']);
    for (const [name, { healthcheck }] of ofProfiles) {
      expect(healthcheck.test.length, name).toBeGreaterThan(1);
      expect(compose.services['ingestor']?.depends_on[name]).toEqual({ condition: 'service_healthy', required: false });
    }
  });

  it('has Prometheus scrape every service of ours and send the others on, with TLS and without', () => {
    const dir = path.join(path.dirname(composeFile), 'provisioning/prometheus');
    const plain = readFileSync(path.join(dir, 'prometheus.yml'), 'utf8');
    const withTls = readFileSync(path.join(dir, 'prometheus-tls.yml'), 'utf8');
    const scrapes = prometheusSchema
      .parse(parse(plain))
      .scrape_configs.flatMap(({ static_configs }) =>
        static_configs.flatMap(({ targets }) => targets.map((target) => target.split(':')[0] ?? '')),
      );
    for (const name of Object.keys(OURS).filter((each) => each !== 'demo')) expect(scrapes).toContain(name);
    for (const name of scrapes.filter((each) => each !== 'localhost')) expect(compose.services).toHaveProperty(name);
    expect(prometheusSchema.parse(parse(plain)).remote_write[0]?.url).toBe('http://ingestor:8090/api/v1/write');
    const without = withTls.replaceAll('https', 'http').replace(', with TLS at the ingestor', '');
    expect(without.replace(/^ *tls_config: .*\n/gm, '')).toBe(plain);
  });

  it('asks the ingestor by HTTPS as soon as it has a certificate', () => {
    const tls = { WELLHEAD_TLS_CERT: '/tls/cert.pem', WELLHEAD_TLS_KEY: '/tls/key.pem' };
    const { services } = readCompose(composeText(), { ...secrets, ...tls });
    expect(services['ingestor']?.environment).toMatchObject(tls);
    for (const name of ['pipelines', 'demo'])
      expect(services[name]).toMatchObject({
        environment: { WELLHEAD_INGEST_URL: 'https://ingestor:8090', NODE_EXTRA_CA_CERTS: '/tls/ca.pem' },
        volumes: expect.arrayContaining(['./provisioning/tls:/tls:ro']) as unknown,
      });
    expect(services['prometheus']?.command).toContain('--config.file=/etc/prometheus/prometheus-tls.yml');
    expect(compose.services['pipelines']?.environment['WELLHEAD_INGEST_URL']).toBe('http://ingestor:8090');
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
      const version = execFileSync(client[0] ?? '', [...client.slice(1), 'version', '--short'], { stdio: 'pipe' });
      // Version 1 knows neither profiles that may be absent nor `${NAME:+instead}`.
      if (!/^v?1\./.test(version.toString('utf8'))) return client;
    } catch {
      continue;
    }
  return undefined;
}
