import { expect, it } from 'vitest';
import { forecasterEnvSchema } from '@wellhead/forecaster';
import { pipelinesEnvSchema } from '@wellhead/pipelines';
import { standaloneEnvSchema } from '../../standalone/src/config.js';
import { cliEnvSchema } from '@wellhead/cli/settings';
import { composeText, variablesOf } from './compose/compose-file.js';

/** What only docker-compose.yml knows: published ports, and what is handed to Grafana, Postgres and InfluxDB. */
const COMPOSE_ONLY: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'secret: password of the Postgres user wellhead',
  INFLUX_PASSWORD: 'secret: password of the InfluxDB user wellhead',
  GRAFANA_PASSWORD: 'secret: password of the Grafana user admin',
  WELLHEAD_POSTGRES_PORT: 'published port of Postgres, loopback only (5432)',
  WELLHEAD_INFLUX_PORT: 'published port of InfluxDB, loopback only (8086)',
  MQTT_PASSWORD: 'secret: password of the user wellhead at the MQTT broker (profile mqtt)',
  WELLHEAD_PROMETHEUS_PORT: 'published port of Prometheus, loopback only (profile prometheus; 9090)',
  WELLHEAD_TLS_DIR: 'folder of certificates, which services see as /tls (./provisioning/tls)',
  WELLHEAD_MQTT_PORT: 'published port of the MQTT broker (1883)',
  WELLHEAD_KAFKA_TOPICS: 'topics that are made at start, with commas between them (profile kafka; telemetry)',
  GRAFANA_ALERT_EMAIL:
    'addresses that Grafana itself mails alerts to, with ; between them; needs GF_SMTP_ENABLED and what follows',
  GF_SMTP_ENABLED: 'true: Grafana sends e-mail',
  GF_SMTP_HOST: 'mail server, host:port',
  GF_SMTP_USER: 'user at the mail server',
  GF_SMTP_PASSWORD: 'password at the mail server',
  GF_SMTP_FROM_ADDRESS: 'sender of e-mails',
};

function page(): string {
  const described = (
    schema: { shape: Record<string, { description?: string | undefined }> },
    name: string,
  ): string | undefined => schema.shape[name]?.description;
  const standalone = Object.entries(standaloneEnvSchema.shape).map(([name, field]) => {
    const fallback = field.safeParse(undefined).data;
    return `# ${field.description}${fallback === undefined ? '' : ` (${String(fallback)})`}\n${name}=`;
  });
  const command = Object.entries(cliEnvSchema.shape)
    .filter(([name]) => !(name in standaloneEnvSchema.shape) && !variablesOf(composeText()).has(name))
    .map(([name, field]) => `# ${field.description}\n${name}=`);
  const rest = [...variablesOf(composeText())]
    .filter((name) => !(name in standaloneEnvSchema.shape))
    .sort()
    .map((name) => {
      const text = COMPOSE_ONLY[name] ?? described(pipelinesEnvSchema, name) ?? described(forecasterEnvSchema, name);
      if (text === undefined) throw new Error(`docker-compose.yml uses ${name}, which no schema and no list describes`);
      return `# ${text}\n${name}=`;
    });
  return [
    '# Settings of Wellhead. An empty one counts as not given; in brackets what then holds.',
    '# `npm run secrets` copies this to .env with new secrets, for docker compose. `npm start` reads the environment.',
    '# Held equal to the schemas of the services by a test.',
    '',
    '# --- npm start, and docker compose ---',
    ...standalone,
    '',
    '# --- the command wellhead ---',
    ...command,
    '',
    '# --- docker compose only ---',
    ...rest,
    '',
  ].join('\n');
}

it('.env.example lists every setting of the schemas and of docker-compose.yml', async () => {
  await expect(page()).toMatchFileSnapshot('../../.env.example');
});
